// Tells a form that is on its way: its button looks busy, and a second click sends nothing. Without this script the
// server sees by the form's key that it came before.
(() => {
  "use strict";
  const PATIENCE = 10_000; // ms; by then a lost answer may be asked for again: sending the same form twice is safe
  const buttons = (form) => [...form.elements].filter((each) => each.matches("button[type=submit]"));

  const mark = (form, isSent) => {
    form.toggleAttribute("data-is-sent", isSent);
    for (const button of buttons(form)) {
      if (isSent) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.hasAttribute("data-is-sent")) {
      event.preventDefault();
      return;
    }
    mark(form, true);
    setTimeout(() => mark(form, false), PATIENCE);
  });

  // A page that comes back from the browser's memory can be corrected and sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-is-sent]")) mark(form, false);
  });

  // Back may fetch a page anew, with what was typed but with new keys. Each form then gets the key that it had in this
  // place of the history, so that sending it once more does nothing more. Only keys are kept, no entries.
  const KEY = "form_key";
  const signature = (form) => {
    const fixed = [...form.elements].filter((each) => each.name && each.matches("[type=hidden], button"));
    const says = fixed.filter((each) => ![KEY, "csrfmiddlewaretoken"].includes(each.name));
    return [form.action, ...says.map((each) => `${each.name}=${each.value}`)].join("\n");
  };
  window.addEventListener("DOMContentLoaded", () => {
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    const had = (isBack && history.state?.formKeys) || {};
    const formKeys = {};
    for (const form of document.querySelectorAll("form[method=post]")) {
      const field = form.elements[KEY];
      if (!field) continue;
      const name = signature(form);
      field.value = had[name] || field.value;
      formKeys[name] = field.value;
    }
    history.replaceState({ ...history.state, formKeys }, "");
  });
})();
