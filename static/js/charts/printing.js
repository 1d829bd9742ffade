// On paper a chart has the paper's width and the light colours, and folds stand open. Before printing, what is drawn is
// drawn anew at once; the button, which can wait, draws the others first. What is not drawn keeps its summary in words.
import { resizeAll } from "./drawing.js";
import { drawRest } from "./watching.js";

const PAPER_WIDTH = 640; // px
const FOLDS = "details[data-print-open]:not([open])";

// What a result is defended with lies in folds. Only those that were opened for paper are closed again. The style sheet
// does the same where a browser can, without this script.
let opened = [];
const openFolds = () => {
  opened = [...document.querySelectorAll(FOLDS)];
  for (const fold of opened) fold.open = true;
};
const closeFolds = () => {
  for (const fold of opened.splice(0)) fold.open = false;
};

addEventListener("beforeprint", () => {
  document.documentElement.classList.add("on-paper");
  resizeAll(PAPER_WIDTH);
  drawRest();
  openFolds();
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("on-paper");
  resizeAll(null);
  closeFolds();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await drawRest();
    button.disabled = false;
    window.print();
  });
}
