// Draws <figure class="chart" data-src="..."> with Plotly when it comes near the screen.
// The figure already says in words what it shows; without this script, or when drawing fails, that stays.
(() => {
  "use strict";
  const config = {
    displayModeBar: false,
    displaylogo: false,
    plotlyServerURL: "",
    responsive: true,
    showSendToCloud: false,
    topojsonURL: "/static/vendor/",
  };
  const colours = [
    "paper", "paper-sunken", "ink", "ink-soft", "ink-faint", "line", "line-strong", "accent",
    ...[1, 2, 3, 4, 5].flatMap((n) => [`threat-${n}`, `response-${n}`, `on-threat-${n}`, `on-response-${n}`]),
  ];
  const figures = new Map();
  let library;

  const loadLibrary = (figure) => {
    library ??= new Promise((resolve, reject) => {
      // Plotly looks for these two ids before it injects styles, which our content policy forbids.
      const styles = document.createElement("link");
      Object.assign(styles, { rel: "stylesheet", href: figure.dataset.styles, id: "plotly.js-style-global" });
      styles.className = "no-inline-styles";
      const maps = document.createElement("meta");
      maps.id = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
      const script = document.createElement("script");
      script.src = figure.dataset.library;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("plotly.js did not load"));
      document.head.append(styles, maps, script);
    });
    return library;
  };

  // The tokens are light-dark() pairs: only a computed colour says which one holds.
  const palette = () => {
    const probe = document.createElement("i");
    document.body.append(probe);
    const found = {};
    for (const name of colours) {
      probe.style.color = `var(--${name})`;
      found[name] = getComputedStyle(probe).color;
    }
    probe.remove();
    return found;
  };

  // A colour in the JSON may be named: "token:threat-4".
  const resolve = (value, named) => {
    if (typeof value === "string" && value.startsWith("token:")) return named[value.slice(6)] || value;
    if (Array.isArray(value)) return value.map((each) => resolve(each, named));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, named)]));
    }
    return value;
  };

  const frame = (named) => {
    const axis = {
      automargin: true,
      gridcolor: named.line,
      linecolor: named["line-strong"],
      tickcolor: named["line-strong"],
      zerolinecolor: named["line-strong"],
      fixedrange: true,
      title: { font: { size: 13 }, standoff: 12 },
    };
    return {
      colorway: [named.accent, named["threat-4"], named["response-4"], named["ink-faint"]],
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: named["ink-soft"] },
      hoverlabel: { bgcolor: named.paper, bordercolor: named["line-strong"], font: { color: named.ink } },
      margin: { t: 8, r: 16, b: 40, l: 16 },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      showlegend: false,
      xaxis: { ...axis, showgrid: false },
      yaxis: axis,
    };
  };

  const merge = (base, over) => {
    const out = { ...base };
    for (const [key, value] of Object.entries(over || {})) {
      const both = value && typeof value === "object" && !Array.isArray(value) && out[key];
      out[key] = both && typeof out[key] === "object" ? merge(out[key], value) : value;
    }
    return out;
  };

  const render = async (figure, size = {}) => {
    const plotly = window.Plotly || (await loadLibrary(figure));
    const { canvas, drawing } = figures.get(figure);
    const named = palette();
    const layout = { ...merge(frame(named), resolve(drawing.layout || {}, named)), ...size };
    await plotly.react(canvas, resolve(drawing.data, named), layout, config);
  };

  const say = (figure, text) => {
    let note = figure.querySelector(".chart__state");
    if (!note) {
      note = document.createElement("p");
      note.className = "chart__state";
      note.setAttribute("role", "status");
      figure.append(note);
    }
    note.textContent = text;
    note.hidden = !text;
  };

  const draw = async (figure) => {
    const canvas = figure.querySelector(".chart__canvas");
    say(figure, figure.dataset.textWaiting);
    try {
      const answer = await fetch(figure.dataset.src, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      figures.set(figure, { canvas, drawing: await answer.json() });
      await render(figure);
      say(figure, "");
    } catch {
      canvas.hidden = true;
      figures.delete(figure);
      say(figure, figure.dataset.textFailed);
    }
  };

  // On paper a chart has the paper's width and the light colours. Before printing, what is drawn already is drawn anew
  // at once; the button, which can wait, draws the others first. What is not drawn keeps its summary in words.
  const paper = 640;
  const canvases = () => [...figures.values()].map(({ canvas }) => canvas);
  const forPaper = () => {
    document.documentElement.classList.add("on-paper");
    for (const canvas of canvases()) canvas.style.inlineSize = `${paper}px`;
    figures.forEach((_, figure) => render(figure, { width: paper }));
  };
  const forScreen = () => {
    document.documentElement.classList.remove("on-paper");
    for (const canvas of canvases()) canvas.style.inlineSize = "";
    redraw();
  };
  const drawAll = () => {
    const waiting = [...document.querySelectorAll("figure.chart[data-src]")].filter((figure) => !figures.has(figure));
    waiting.forEach((figure) => near.unobserve(figure));
    return Promise.all(waiting.map(draw));
  };

  const redraw = () => figures.forEach((_, figure) => render(figure).catch(() => say(figure, figure.dataset.textFailed)));

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
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
  const watch = (root) =>
    root.querySelectorAll("figure.chart[data-src]").forEach((figure) => {
      keepRoom(figure);
      near.observe(figure);
    });
  watch(document);
  document.addEventListener("htmx:load", (event) => watch(event.target));
  addEventListener("beforeprint", () => {
    forPaper();
    drawAll();
  });
  addEventListener("afterprint", forScreen);
  // What a printed result is defended with lies in folds: they open for paper, and only those are closed again. The
  // stylesheet does the same where a browser can, without this script.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details[data-print-open]:not([open])")];
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded.splice(0)) fold.open = false;
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      await drawAll();
      button.disabled = false;
      window.print();
    });
  });
  document.addEventListener("ocpo:theme", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();
