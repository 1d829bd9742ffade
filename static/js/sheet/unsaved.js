// Which forms hold something that the server has not confirmed. The other modules ask here and keep no list of their own.

const unsaved = new Set();
const typedSince = new Set();

/** Say whether an element is a form that htmx sends whenever it changes. */
export const isAutosaved = (element) => Boolean(element?.matches?.("form[data-sent-as]"));

export const isUnsaved = (form) => unsaved.has(form);

/** Return the unsaved forms that still stand on the page. */
export const unsavedForms = () => [...unsaved].filter((form) => form.isConnected);

export const markTyped = (form) => {
  unsaved.add(form);
  typedSince.add(form);
};

export const markSent = (form) => {
  unsaved.add(form);
  typedSince.delete(form);
};

/** What was typed while the form was on its way is not saved yet. */
export const markSaved = (form) => {
  if (!typedSince.has(form)) unsaved.delete(form);
};

export const isOnItsWay = (form) => Boolean(form.querySelector(".saving--saving"));
export const hasFailed = (form) => Boolean(form.querySelector(".saving--failed"));
export const isUnderWay = (form) => typedSince.has(form) || isOnItsWay(form);

/** Say whether a form waits for its author: it was refused, or it conflicts with another version. */
export const isStuck = (form) => isUnsaved(form) && !isUnderWay(form) && !hasFailed(form);
