// The scoring sheet's state of saving: what is on its way, what failed and is tried again, what would be lost by leaving.
(() => {
  "use strict";
  const texts = document.querySelector("[data-text-saving]").dataset;
  const unsaved = new Set();
  const isRating = (element) => element?.matches?.("form.rating");

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

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

  // Signing in again in another tab changes the token: the cookie knows it, the page's form does not.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!token()) return;
    delete detail.parameters.csrfmiddlewaretoken;
    detail.headers["X-CSRFToken"] = token();
  });

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form.rating");
    if (form) unsaved.add(form);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (!isRating(detail.elt)) return;
    unsaved.add(detail.elt);
    say(detail.elt, "saving", texts.textSaving);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!isRating(detail.elt)) return;
    const status = detail.xhr.status;
    if (status >= 200 && status < 300) unsaved.delete(detail.elt);
    else if (status !== 409 && status !== 422) {
      say(detail.elt, "failed", status === 401 ? texts.textSignedOut : texts.textFailed);
    }
  });
  document.addEventListener("answer-taken-back", ({ target }) => {
    const form = target.closest("form.rating");
    for (const choice of form?.querySelectorAll("input[name=answer]:checked") || []) choice.checked = false;
  });

  // Only what failed on its way is sent again: a conflict or a mistake waits for its author.
  const retry = () => {
    for (const form of unsaved) {
      if (form.querySelector(".saving--failed")) window.htmx.trigger(form, "change");
    }
  };
  window.addEventListener("online", retry);
  setInterval(() => navigator.onLine && retry(), 4000);
  window.addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());
})();
