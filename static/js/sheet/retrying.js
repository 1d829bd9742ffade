// Sends again what failed on its way, and warns before the page is left with something unsaved.
import { hasFailed, unsavedForms } from "./unsaved.js";

const PAUSE = 4000; // ms

// A conflict or a mistake waits for its author and is not sent again.
const retry = () => {
  for (const form of unsavedForms()) {
    if (hasFailed(form)) window.htmx.trigger(form, form.dataset.sentAs);
  }
};

window.addEventListener("online", retry);
setInterval(() => navigator.onLine && retry(), PAUSE);

window.addEventListener("beforeunload", (event) => {
  if (unsavedForms().length) event.preventDefault();
});
