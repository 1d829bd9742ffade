// The indicators of a sheet are cards, one below the other: the order, the focus, and the answer of each.

export const cards = () => [...document.querySelectorAll("article.indicator")];
export const cardOf = (element) => element?.closest("article.indicator") ?? null;
export const isAnswered = (card) => Boolean(card.querySelector("[name=answer]:checked"));
export const focusTitle = (card) => card.querySelector("h3").focus({ preventScroll: true });

export const showCard = (card) => {
  card.scrollIntoView({ block: "start" });
  focusTitle(card);
};

export const showNeighbour = (card, offset) => {
  const all = cards();
  const neighbour = all[all.indexOf(card) + offset];
  if (neighbour) showCard(neighbour);
};

/** Return the first card without an answer after this one; after the last card the search begins at the first. */
export const nextUnanswered = (card) => {
  const all = cards();
  const start = all.indexOf(card) + 1;
  return [...all.slice(start), ...all.slice(0, start)].find((each) => !isAnswered(each));
};

/** Return the choice of this value, or undefined: which levels there are, the card says. */
export const choiceOf = (card, value) =>
  [...card.querySelectorAll("[name=answer]")].find((choice) => choice.value === value);

export const choose = (choice) => {
  choice.focus();
  if (choice.checked) return;
  choice.checked = true;
  for (const name of ["input", "change"]) choice.dispatchEvent(new Event(name, { bubbles: true }));
};

// htmx replaces parts of a card. When the focused button goes with such a part, the focus stays in the card.
let cardInFocus = "";
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.contains(document.activeElement)) cardInFocus = cardOf(detail.target)?.id;
});
document.addEventListener("htmx:afterSettle", () => {
  const card = cardInFocus && document.getElementById(cardInFocus);
  cardInFocus = "";
  if (card && document.activeElement === document.body) focusTitle(card);
});
