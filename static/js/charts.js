// Draws <figure class="chart" data-src="..."> with Plotly when it comes near the screen, and for paper.
// The figure already says in words what it shows; without this script, or when drawing fails, that stays.
import "./charts/watching.js";
import "./charts/printing.js";
