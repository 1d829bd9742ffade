// Fetches a figure's drawing and draws it; keeps what is drawn, to draw it anew in other colours or for paper.
import { coloured, palette } from "./colours.js";
import { CONFIG, layoutOf, loadPlotly } from "./plotly.js";

const drawings = new Map();

const canvasOf = (figure) => figure.querySelector(".chart__canvas");

const addNote = (figure) => {
  const note = document.createElement("p");
  note.className = "chart__state";
  note.setAttribute("role", "status");
  figure.append(note);
  return note;
};

const showState = (figure, text) => {
  const note = figure.querySelector(".chart__state") || addNote(figure);
  note.textContent = text;
  note.hidden = !text;
};

const render = async (figure, size = {}) => {
  // Without waiting where it can: what is drawn anew before printing must be ready when that event ends.
  const plotly = window.Plotly || (await loadPlotly(figure));
  const drawing = drawings.get(figure);
  const colours = palette();
  const layout = { ...layoutOf(coloured(drawing.layout || {}, colours), colours), ...size };
  await plotly.react(canvasOf(figure), coloured(drawing.data, colours), layout, CONFIG);
};

const fetchDrawing = async (figure) => {
  const headers = { Accept: "application/json" };
  const answer = await fetch(figure.dataset.src, { credentials: "same-origin", headers });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};

export const isDrawn = (figure) => drawings.has(figure);

export const draw = async (figure) => {
  showState(figure, figure.dataset.textWaiting);
  try {
    drawings.set(figure, await fetchDrawing(figure));
    await render(figure);
    showState(figure, "");
  } catch {
    canvasOf(figure).hidden = true;
    drawings.delete(figure);
    showState(figure, figure.dataset.textFailed);
  }
};

export const redrawAll = () => {
  for (const figure of drawings.keys()) {
    render(figure).catch(() => showState(figure, figure.dataset.textFailed));
  }
};

/** Draw anew what is drawn, this many pixels wide; null gives each chart its room on the screen again. */
export const resizeAll = (width) => {
  for (const figure of drawings.keys()) canvasOf(figure).style.inlineSize = width ? `${width}px` : "";
  if (!width) redrawAll();
  else for (const figure of drawings.keys()) render(figure, { width });
};
