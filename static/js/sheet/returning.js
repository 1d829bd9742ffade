// Coming back to a sheet. A page that was left while an answer was on its way may be drawn anew before that answer is
// stored. Its card is then fetched again: else the reader's next change would conflict with their own last one.
import { isOnItsWay, isUnsaved, unsavedForms } from "./unsaved.js";

const KEY = "answers-on-their-way"; // in the session's storage: ids of cards, no answers
const DELAYS = [0, 2000]; // ms

window.addEventListener("pagehide", () => {
  const ids = unsavedForms()
    .filter(isOnItsWay)
    .map((form) => form.closest("article")?.id);
  if (ids.length) sessionStorage.setItem(KEY, JSON.stringify(ids));
});

const fetchAgain = (id) => {
  const card = id && document.getElementById(id);
  const form = card?.querySelector("form.rating");
  if (!form || isUnsaved(form)) return;
  window.htmx.ajax("GET", form.action, { source: card, target: card, swap: "outerHTML" });
};

window.addEventListener("DOMContentLoaded", () => {
  const ids = JSON.parse(sessionStorage.getItem(KEY) || "[]");
  sessionStorage.removeItem(KEY);
  for (const delay of DELAYS) setTimeout(() => ids.forEach(fetchAgain), delay);
});

// A page out of the browser's memory shows what stood there before.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && !unsavedForms().length) location.reload();
});
