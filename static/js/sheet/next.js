// The way on: from card to card, and to the next interface once everything here is saved.
import { isAnswered, nextUnanswered, showCard } from "./cards.js";
import { isStuck, unsavedForms } from "./unsaved.js";

// True while the reader wants to go on but answers are still on their way.
let isLeaving = false;

const nextLink = () => document.querySelector("#sheet-jump a");

// Answers saved at the same moment may each be told that the other is still open: the link then leads to a card that
// has its answer, and is fetched anew.
const isLinkOld = () => {
  const card = document.getElementById(nextLink()?.hash.slice(1));
  return Boolean(card && isAnswered(card));
};

const renewLinkIfOld = async () => {
  if (!isLinkOld()) return;
  const answer = await fetch(location.pathname + location.search).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["sheet-tabs", "sheet-jump"]) {
    const renewed = page.getElementById(id);
    if (renewed) document.getElementById(id).replaceWith(renewed);
  }
};

const leave = async () => {
  isLeaving = false;
  await renewLinkIfOld();
  const link = nextLink();
  if (link) location.assign(link.href);
};

const showStuck = (form) => {
  isLeaving = false;
  showCard(form.closest("article"));
};

export const goToNextUnanswered = (card) => {
  const unanswered = nextUnanswered(card);
  const unsaved = unsavedForms();
  const stuck = unsaved.find(isStuck);
  if (unanswered) showCard(unanswered);
  else if (stuck) showStuck(stuck);
  else if (unsaved.length) isLeaving = true;
  else leave();
};

export const onAllSaved = () => (isLeaving ? leave() : renewLinkIfOld());

/** What was refused waits for its author: who wants to go on is shown it first. */
export const onSettled = (form) => {
  if (isLeaving && isStuck(form)) showStuck(form);
};

document.addEventListener("click", (event) => {
  if (!event.target.closest("#sheet-jump a") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  goToNextUnanswered(null);
});
