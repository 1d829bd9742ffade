// Keys of the sheet. They act only while the focus is in a card and not in a field for text (WCAG 2.1.4).
import { cardOf, choiceOf, choose, showNeighbour } from "./cards.js";
import { goToNextUnanswered } from "./next.js";

const TEXT_FIELDS = "textarea, select, input:not([type=radio], [type=checkbox])";
// A level's key is its number.
const ANSWERS = { "?": "unknown", u: "unknown", n: "not-applicable" };

/** Do what a key stands for in a card; return whether it stands for something. */
const press = (card, key, isOnTitle) => {
  const choice = choiceOf(card, ANSWERS[key] ?? key);
  if (choice) choose(choice);
  else if (key === "j" || (isOnTitle && key === "ArrowDown")) showNeighbour(card, 1);
  else if (key === "k" || (isOnTitle && key === "ArrowUp")) showNeighbour(card, -1);
  else if (key === "o") goToNextUnanswered(card);
  else return false;
  return true;
};

document.addEventListener("keydown", (event) => {
  const help = document.querySelector(".keys[open]");
  if (help && event.key === "Escape") help.open = false;
  const card = cardOf(event.target);
  if (!card || event.ctrlKey || event.altKey || event.metaKey || event.target.matches(TEXT_FIELDS)) return;
  if (press(card, event.key, event.target.matches("h3, article"))) event.preventDefault();
});
