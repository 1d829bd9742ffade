// The choice of evidence in a card: fetched when its fold opens, saved with the answer when a piece was added.
import { cardOf } from "./cards.js";

document.addEventListener(
  "toggle",
  ({ target }) => {
    const box = target.matches("details.evidence[open]") && target.querySelector(".evidence__box");
    if (box && !box.querySelector("form")) window.htmx.trigger(box, "evidence-wanted");
  },
  true, // toggle does not bubble
);

document.addEventListener("htmx:afterSwap", ({ detail: { target, requestConfig, xhr } }) => {
  const wasAdded = target.matches(".evidence__box") && requestConfig.verb === "post" && xhr.status === 200;
  if (wasAdded) window.htmx.trigger(cardOf(target).querySelector("form.rating"), "change");
});
