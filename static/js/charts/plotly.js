// Loads Plotly when the first chart needs it, and sets how every chart looks.

/** Nothing is fetched from elsewhere or sent there, and no toolbar is shown. */
export const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  plotlyServerURL: "",
  responsive: true,
  showSendToCloud: false,
  topojsonURL: "/static/vendor/",
};

// Plotly's part for maps, which no chart here uses, adds a style sheet that the content policy forbids, unless an element
// has this id. The id changes with that part: where it is wrong, the browser complains and nothing else happens.
const MAP_STYLES = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";

let loading = null;

/** Return Plotly; the figure says where it lies. */
export const loadPlotly = (figure) => {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = figure.dataset.library;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => reject(new Error("plotly.js did not load")));
    const noMapStyles = document.createElement("meta");
    noMapStyles.id = MAP_STYLES;
    document.head.append(noMapStyles, script);
  });
  return loading;
};

const baseLayout = (colours) => {
  const axis = {
    automargin: true,
    gridcolor: colours.line,
    linecolor: colours["line-strong"],
    tickcolor: colours["line-strong"],
    zerolinecolor: colours["line-strong"],
    fixedrange: true,
    title: { font: { size: 13 }, standoff: 12 },
  };
  return {
    colorway: [colours.accent, colours["threat-4"], colours["response-4"], colours["ink-faint"]],
    font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: colours["ink-soft"] },
    hoverlabel: { bgcolor: colours.paper, bordercolor: colours["line-strong"], font: { color: colours.ink } },
    margin: { t: 8, r: 16, b: 40, l: 16 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    xaxis: { ...axis, showgrid: false },
    yaxis: axis,
  };
};

const isPlainObject = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);

const merged = (base, over) => {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    result[key] = isPlainObject(value) && isPlainObject(result[key]) ? merged(result[key], value) : value;
  }
  return result;
};

/** Return a chart's own layout on top of what all charts share. */
export const layoutOf = (own, colours) => merged(baseLayout(colours), own);
