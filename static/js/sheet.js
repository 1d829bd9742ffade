// The scoring sheet's state of saving: what is on its way, what failed and is tried again, what would be lost by leaving.
(() => {
  "use strict";
  const texts = document.querySelector("[data-text-saving]").dataset;
  const unsaved = new Set();
  const isRating = (element) => element.matches("form.rating");

  const say = (form, state, text) => {
    const place = form.querySelector(".rating__answer");
    let note = place.querySelector(".saving");
    if (!note) {
      note = document.createElement("span");
      note.setAttribute("role", "status");
      place.replaceChildren(note);
    }
    note.className = `saving saving--${state}`;
    note.textContent = text;
  };

  const failed = ({ target }) => {
    if (!isRating(target)) return;
    unsaved.add(target);
    say(target, "failed", texts.textFailed);
  };

  const retry = () => unsaved.forEach((form) => window.htmx.trigger(form, "change"));

  document.addEventListener("htmx:beforeRequest", ({ target }) => {
    if (!isRating(target)) return;
    unsaved.add(target);
    say(target, "saving", texts.textSaving);
  });
  document.addEventListener("htmx:afterOnLoad", ({ target, detail }) => {
    if (isRating(target) && detail.xhr.status < 400) unsaved.delete(target);
  });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", failed);
  window.addEventListener("online", retry);
  setInterval(() => navigator.onLine && document.querySelector(".saving--failed") && retry(), 4000);
  window.addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());
})();
