// The note beside an answer: saving, failed, refused, signed out. The page's root carries the texts, translated.
import { focusTitle } from "./cards.js";

const texts = document.querySelector("[data-text-saving]").dataset;
const SVG = "http://www.w3.org/2000/svg";
const WITH_ICON = ["failed", "refused"];

const errorIcon = () => {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  icon.append(document.createElementNS(SVG, "use"));
  icon.firstChild.setAttribute("href", "#icon-error");
  return icon;
};

const addNote = (place) => {
  const note = document.createElement("span");
  note.setAttribute("role", "status");
  const hadFocus = place.contains(document.activeElement);
  place.replaceChildren(note);
  if (hadFocus) focusTitle(place.closest("article"));
  return note;
};

const showNote = (form, state, text) => {
  const place = form.querySelector("[data-save-state]");
  const note = place.querySelector(".saving") || addNote(place);
  note.className = `saving saving--${state}`;
  note.replaceChildren(...(WITH_ICON.includes(state) ? [errorIcon()] : []), text);
  return note;
};

const showSignedOut = (form) => {
  const link = document.createElement("a");
  Object.assign(link, { href: texts.signIn, target: "_blank", rel: "noopener", textContent: texts.textSignIn });
  showNote(form, "failed", texts.textSignedOut).append(" ", link);
};

export const showSaving = (form) => showNote(form, "saving", texts.textSaving);

/** Only a failure is sent again: a server that fails, a line that is down, a session that ended. A refusal is not. */
export const showError = (form, status) => {
  if (status === 401) showSignedOut(form);
  else if (status === 403 || status === 404) showNote(form, "refused", texts.textRefused);
  else showNote(form, "failed", texts.textFailed);
};
