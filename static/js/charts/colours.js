// The colours of the style sheet, for Plotly, which knows no custom properties.

const GROUND = ["paper", "paper-sunken", "ink", "ink-soft", "ink-faint", "line", "line-strong", "accent"];
const KINDS = ["threat", "response", "on-threat", "on-response"];
const STEPS = [1, 2, 3, 4, 5];
const NAMES = GROUND.concat(STEPS.flatMap((step) => KINDS.map((kind) => `${kind}-${step}`)));
const PREFIX = "token:";

/** Return each colour by its name. They are light-dark() pairs: only a computed colour says which one holds. */
export const palette = () => {
  const probe = document.createElement("i");
  document.body.append(probe);
  const colours = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
};

/** Replace names such as "token:threat-4" by colours, everywhere in a drawing. */
export const coloured = (value, colours) => {
  if (typeof value === "string" && value.startsWith(PREFIX)) return colours[value.slice(PREFIX.length)] || value;
  if (Array.isArray(value)) return value.map((each) => coloured(each, colours));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, coloured(each, colours)]));
  }
  return value;
};
