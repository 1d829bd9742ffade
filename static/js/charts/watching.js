// Draws each chart when it comes near the screen, and again when the colours change.
import { draw, isDrawn, redrawAll } from "./drawing.js";

const FIGURES = "figure.chart[data-src]";

const nearScreen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      nearScreen.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "300px" },
);

// The chart's room is kept from the start: what stands below it does not move when it is drawn.
const keepRoom = (figure) => {
  const canvas = figure.querySelector(".chart__canvas");
  canvas.style.blockSize = `${figure.dataset.height}px`;
  canvas.hidden = false;
};

const watch = (root) => {
  for (const figure of root.querySelectorAll(FIGURES)) {
    keepRoom(figure);
    nearScreen.observe(figure);
  }
};

/** Draw what is not drawn yet, wherever it stands. */
export const drawRest = () => {
  const rest = [...document.querySelectorAll(FIGURES)].filter((figure) => !isDrawn(figure));
  for (const figure of rest) nearScreen.unobserve(figure);
  return Promise.all(rest.map(draw));
};

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target));
document.addEventListener("ocpo:theme", redrawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
