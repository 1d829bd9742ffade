// What is done on a page before its scripts have come is kept, said to be unsaved, and handed to them when they take over.
// This file stands in the head and is waited for, so that it is there before anything can be clicked.
(() => {
  "use strict";
  const SENT = "form[data-sent-as=change]";
  const TEXT = "textarea, select, input:not([type=radio], [type=checkbox])";
  const LATE = 6000; // ms; from then on the plain forms' own buttons are shown
  const root = document.documentElement;
  const touched = new Set();
  const unfolded = new Set();
  const keys = [];
  let hasFailed = false;
  let sentPlainly = null;

  // loading, then ready; late or failed where the buttons of the plain forms have to do.
  root.dataset.scripts = "loading";
  const isReady = () => root.dataset.scripts === "ready";
  const isSent = (field) => field.form?.matches(SENT);

  const sayUnsaved = (form) => {
    const note = document.createElement("span");
    const isComing = root.dataset.scripts === "loading";
    const { textEarly, textLate } = form.closest("[data-text-early]").dataset;
    Object.assign(note, { className: "saving saving--unsaved", textContent: isComing ? textEarly : textLate });
    note.setAttribute("role", "status");
    form.querySelector("[data-save-state]").replaceChildren(note);
  };
  const showButtons = (state) => {
    if (isReady()) return;
    root.dataset.scripts = state;
    new Set([...touched].map((field) => field.form)).forEach(sayUnsaved);
  };

  const note = (type, keep) => document.addEventListener(type, (event) => isReady() || keep(event), true);
  note("input", ({ target }) => {
    if (!isSent(target)) return;
    touched.add(target);
    sayUnsaved(target.form);
  });
  // A key waits even for a script that is there already: the answer it chooses would be sent by one that is not.
  note("keydown", (event) => {
    const { target, key } = event;
    const isForText = target === document.body || target.matches(TEXT) || key === "Escape";
    if (hasFailed || isForText || event.ctrlKey || event.altKey || event.metaKey) return;
    event.stopPropagation();
    keys.push({ target, key });
  });
  note("toggle", ({ target }) => unfolded.add(target));
  note("error", ({ target }) => {
    hasFailed ||= target.tagName === "SCRIPT";
  });
  note("submit", ({ target }) => {
    sentPlainly = target;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isReady() && [...touched].some(({ form }) => form !== sentPlainly)) event.preventDefault();
  });

  const standing = ({ options }) => [...options].find((option) => option.defaultSelected) || options[0];
  const isChanged = (field) => {
    if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.type === "select-one") return field.selectedIndex !== standing(field).index;
    return field.matches(TEXT) && field.type !== "hidden" && field.value !== field.defaultValue;
  };
  const putBack = (field) => {
    if (["checkbox", "radio"].includes(field.type)) field.checked = field.defaultChecked;
    else if (field.type === "select-one") field.selectedIndex = standing(field).index;
    else field.value = field.defaultValue;
  };

  // On a reload or on the way back a browser may fill in what stood there before: older than what was served just now,
  // it must not overwrite it. Otherwise whatever is not as it was served was changed here.
  const isRevisited = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  const handOver = (form) => {
    const own = [...touched].filter((field) => field.form === form);
    let changed = [...form.elements].filter(isChanged);
    if (isRevisited) {
      const isOwn = ({ name }) => own.some((field) => field.name === name);
      changed.filter((field) => !isOwn(field)).forEach(putBack);
      changed = changed.filter(isOwn);
    }
    const field = own[0] || changed[0];
    if (!field) return;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  };

  // Keys in a row go where the one before left the focus, as they would have done.
  const pressAgain = () => {
    let last = null;
    for (const { target, key } of keys) {
      const place = target === last ? document.activeElement : target;
      last = target;
      place.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  };

  const takeOver = () => {
    if (hasFailed) {
      showButtons("failed");
      return;
    }
    root.dataset.scripts = "ready";
    document.querySelectorAll(SENT).forEach(handOver);
    for (const fold of unfolded) fold.dispatchEvent(new Event("toggle"));
    pressAgain();
  };
  setTimeout(() => showButtons("late"), LATE);
  // By then every other script has run or failed, and after this event's listeners htmx knows its forms.
  document.addEventListener("DOMContentLoaded", () => setTimeout(takeOver));
})();
