// Follows each form from the first key to the server's answer.
import { focusTitle } from "./cards.js";
import { onAllSaved, onSettled } from "./next.js";
import { showError, showSaving } from "./notes.js";
import { isAutosaved, isUnderWay, markSaved, markSent, markTyped, unsavedForms } from "./unsaved.js";

const CONFLICT = 409;
const INVALID = 422;

// Signing in again in another tab changes the token: the cookie knows it, the page's form does not.
const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = csrfToken();
  if (!token) return;
  delete detail.parameters.csrfmiddlewaretoken;
  detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("input", ({ target }) => {
  if (isAutosaved(target.form)) markTyped(target.form);
});

document.addEventListener("htmx:beforeRequest", ({ detail: { elt: form } }) => {
  if (!isAutosaved(form)) return;
  markSent(form);
  showSaving(form);
});

const onSaved = (form) => {
  markSaved(form);
  if (!unsavedForms().length) onAllSaved();
};

// The server's answer shows the mistake or the conflict itself; a mistake in the fold must be seen.
const onMistake = (form) => {
  if (form.querySelector(".notice--error")) form.querySelector("details.fold").open = true;
};

document.addEventListener("htmx:afterRequest", ({ detail: { elt: form, xhr } }) => {
  if (!isAutosaved(form)) return;
  if (xhr.status >= 200 && xhr.status < 300) onSaved(form);
  else if (xhr.status === INVALID) onMistake(form);
  else if (xhr.status !== CONFLICT) showError(form, xhr.status);
  onSettled(form);
});

// The score beside the cards does not count what waits unsaved, and a note says so. What is on its way or still being
// typed needs no note.
const showUnsavedNote = () => {
  const note = document.querySelector("[data-unsaved]");
  if (note) note.hidden = unsavedForms().every(isUnderWay);
};
for (const name of ["htmx:afterRequest", "htmx:afterSettle"]) {
  document.addEventListener(name, () => setTimeout(showUnsavedNote));
}

document.addEventListener("answer-taken-back", ({ target }) => {
  const form = target.closest("form.rating");
  if (!form) return;
  for (const choice of form.querySelectorAll("input[name=answer]:checked")) choice.checked = false;
  // The button goes with the answer that it took back.
  if (form.contains(document.activeElement)) focusTitle(form.closest("article"));
});

document.addEventListener("range-dropped", ({ target }) => {
  for (const bound of target.closest("form.rating")?.querySelectorAll(".rating__range input") || []) bound.value = "";
});
