// The scoring sheet: what is on its way, what failed and is tried again, what would be lost by leaving; and its keys.
(() => {
  "use strict";
  const texts = document.querySelector("[data-text-saving]").dataset;
  const unsaved = new Set();
  const typedSince = new Set();
  const isSent = (element) => element?.matches?.("form[data-sent-as]");
  const stillUnsaved = () => [...unsaved].filter((form) => form.isConnected);

  const errorIcon = () => {
    const svg = "http://www.w3.org/2000/svg";
    const icon = document.createElementNS(svg, "svg");
    icon.setAttribute("class", "icon");
    icon.setAttribute("aria-hidden", "true");
    icon.append(document.createElementNS(svg, "use"));
    icon.firstChild.setAttribute("href", "#icon-error");
    return icon;
  };

  const say = (form, state, text) => {
    const place = form.querySelector("[data-save-state]");
    let note = place.querySelector(".saving");
    if (!note) {
      note = document.createElement("span");
      note.setAttribute("role", "status");
      const hadFocus = place.contains(document.activeElement);
      place.replaceChildren(note);
      if (hadFocus) form.closest("article").querySelector("h3").focus({ preventScroll: true });
    }
    note.className = `saving saving--${state}`;
    note.replaceChildren(...(state === "failed" || state === "refused" ? [errorIcon()] : []), text);
    return note;
  };

  const saySignedOut = (form) => {
    const link = document.createElement("a");
    Object.assign(link, { href: texts.signIn, target: "_blank", rel: "noopener", textContent: texts.textSignIn });
    say(form, "failed", texts.textSignedOut).append(" ", link);
  };

  // Sent again is what failed on its way: a server that fails, a line that is down, a session that ended.
  const sayFailed = (form, status) => {
    if (status === 401) saySignedOut(form);
    else if (status === 403 || status === 404) say(form, "refused", texts.textRefused);
    else say(form, "failed", texts.textFailed);
  };

  // What waits is neither on its way nor still being typed: the score beside it does not count it.
  const isUnderWay = (form) => typedSince.has(form) || form.querySelector(".saving--saving");
  const showUnsaved = () => {
    const note = document.querySelector("[data-unsaved]");
    if (note) note.hidden = stillUnsaved().every(isUnderWay);
  };
  for (const name of ["htmx:afterRequest", "htmx:afterSettle"]) document.addEventListener(name, () => setTimeout(showUnsaved));

  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

  // Signing in again in another tab changes the token: the cookie knows it, the page's form does not.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!token()) return;
    delete detail.parameters.csrfmiddlewaretoken;
    detail.headers["X-CSRFToken"] = token();
  });

  document.addEventListener("input", ({ target }) => {
    if (!isSent(target.form)) return;
    unsaved.add(target.form);
    typedSince.add(target.form);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (!isSent(detail.elt)) return;
    unsaved.add(detail.elt);
    typedSince.delete(detail.elt);
    say(detail.elt, "saving", texts.textSaving);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!isSent(detail.elt)) return;
    const status = detail.xhr.status;
    if (status >= 200 && status < 300) {
      if (!typedSince.has(detail.elt)) unsaved.delete(detail.elt);
      if (!stillUnsaved().length) isLeaving ? follow() : renewIfOld();
    } else if (status !== 409 && status !== 422) {
      sayFailed(detail.elt, status);
    } else if (status === 422 && detail.elt.querySelector(".notice--error")) {
      detail.elt.querySelector("details.fold").open = true;
    }
    if (isLeaving && isStuck(detail.elt)) showStuck(detail.elt);
  });
  document.addEventListener("answer-taken-back", ({ target }) => {
    const form = target.closest("form.rating");
    for (const choice of form?.querySelectorAll("input[name=answer]:checked") || []) choice.checked = false;
    // Its button goes when there is no answer to take back.
    if (form?.contains(document.activeElement)) form.closest("article").querySelector("h3").focus({ preventScroll: true });
  });
  document.addEventListener("range-dropped", ({ target }) => {
    for (const bound of target.closest("form.rating")?.querySelectorAll(".rating__range input") || []) bound.value = "";
  });

  // Only what failed on its way is sent again: a conflict or a mistake waits for its author.
  const retry = () => {
    for (const form of stillUnsaved()) {
      if (form.querySelector(".saving--failed")) window.htmx.trigger(form, form.dataset.sentAs);
    }
  };
  window.addEventListener("online", retry);
  setInterval(() => navigator.onLine && retry(), 4000);
  window.addEventListener("beforeunload", (event) => stillUnsaved().length && event.preventDefault());

  // A page that was left while an answer was on its way may be drawn anew before that answer is stored: the card is
  // then fetched again, lest its next change meets the first as a stranger's. Only addresses of cards are kept.
  const ON_ITS_WAY = "answers-on-their-way";
  const SETTLING = [0, 2000]; // ms
  window.addEventListener("pagehide", () => {
    const sent = stillUnsaved().filter((form) => form.querySelector(".saving--saving"));
    if (sent.length) sessionStorage.setItem(ON_ITS_WAY, JSON.stringify(sent.map((form) => form.closest("article")?.id)));
  });
  const fetchAgain = (card) => {
    if (!card || unsaved.has(card.querySelector("form.rating"))) return;
    window.htmx.ajax("GET", card.querySelector("form.rating").action, { source: card, target: card, swap: "outerHTML" });
  };
  const settle = () => {
    const ids = JSON.parse(sessionStorage.getItem(ON_ITS_WAY) || "[]");
    sessionStorage.removeItem(ON_ITS_WAY);
    for (const wait of SETTLING) setTimeout(() => ids.forEach((id) => id && fetchAgain(document.getElementById(id))), wait);
  };
  window.addEventListener("DOMContentLoaded", settle);
  window.addEventListener("pageshow", (event) => event.persisted && !stillUnsaved().length && location.reload());

  // The choice of evidence is fetched when it is wanted; a piece just added is saved with the answer.
  const wantEvidence = ({ target }) => {
    const box = target.matches("details.evidence[open]") && target.querySelector(".evidence__box");
    if (box && !box.querySelector("form")) window.htmx.trigger(box, "evidence-wanted");
  };
  document.addEventListener("toggle", wantEvidence, true);
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (!detail.target.matches(".evidence__box") || detail.requestConfig.verb !== "post" || detail.xhr.status !== 200) return;
    window.htmx.trigger(detail.target.closest("article").querySelector("form.rating"), "change");
  });

  // Keys act only while the focus is in a card and not in a field for text (WCAG 2.1.4).
  const TEXT = "textarea, select, input:not([type=radio], [type=checkbox])";
  const LEVELS = { 0: "0", 1: "1", 2: "2", 3: "3", 4: "4", "?": "unknown", u: "unknown", n: "not-applicable" };
  let isLeaving = false;

  const cards = () => [...document.querySelectorAll("article.indicator")];
  const show = (card) => {
    card.scrollIntoView({ block: "start" });
    card.querySelector("h3").focus({ preventScroll: true });
  };
  // A button that goes with what it settled leaves the focus in its card.
  let cardInFocus = "";
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.contains(document.activeElement)) cardInFocus = detail.target.closest("article.indicator")?.id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const card = cardInFocus && document.getElementById(cardInFocus);
    cardInFocus = "";
    if (card && document.activeElement === document.body) card.querySelector("h3").focus({ preventScroll: true });
  });
  const step = (card, by) => {
    const other = cards()[cards().indexOf(card) + by];
    if (other) show(other);
  };
  // Answers saved at the same moment may each be told that the other is still open: the way on is then asked for anew.
  const isOld = () => {
    const card = document.getElementById(document.querySelector("#sheet-jump a")?.hash.slice(1));
    return Boolean(card?.querySelector("[name=answer]:checked"));
  };
  const renewIfOld = async () => {
    if (!isOld()) return;
    const answer = await fetch(location.pathname + location.search).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["sheet-tabs", "sheet-jump"]) {
      const renewed = page.getElementById(id);
      if (renewed) document.getElementById(id).replaceWith(renewed);
    }
  };
  const follow = async () => {
    isLeaving = false;
    await renewIfOld();
    const link = document.querySelector("#sheet-jump a");
    if (link) location.assign(link.href);
  };
  // What was refused waits for its author: the way on leads there first.
  const isStuck = (form) => unsaved.has(form) && !isUnderWay(form) && !form.querySelector(".saving--failed");
  const showStuck = (form) => {
    isLeaving = false;
    show(form.closest("article"));
  };
  const toNextUnrated = (card) => {
    const at = cards().indexOf(card) + 1;
    const unrated = [...cards().slice(at), ...cards().slice(0, at)].find((each) => !each.querySelector("[name=answer]:checked"));
    const stuck = stillUnsaved().find(isStuck);
    if (unrated) show(unrated);
    else if (stuck) showStuck(stuck);
    else if (stillUnsaved().length) isLeaving = true;
    else follow();
  };
  const choose = (card, answer) => {
    const choice = card.querySelector(`[name=answer][value="${answer}"]`);
    if (!choice) return;
    choice.focus();
    if (choice.checked) return;
    choice.checked = true;
    for (const name of ["input", "change"]) choice.dispatchEvent(new Event(name, { bubbles: true }));
  };

  const act = (card, key, isOnTitle) => {
    if (key in LEVELS) choose(card, LEVELS[key]);
    else if (key === "j" || (isOnTitle && key === "ArrowDown")) step(card, 1);
    else if (key === "k" || (isOnTitle && key === "ArrowUp")) step(card, -1);
    else if (key === "o") toNextUnrated(card);
    else return false;
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const help = document.querySelector(".keys[open]");
    if (help && event.key === "Escape") help.open = false;
    const card = event.target.closest("article.indicator");
    if (!card || event.ctrlKey || event.altKey || event.metaKey || event.target.matches(TEXT)) return;
    if (act(card, event.key, event.target.matches("h3, article"))) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#sheet-jump a") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toNextUnrated(null);
  });
})();
