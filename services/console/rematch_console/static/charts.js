// Charts as SVG, drawn anew when there is something new. Colours are classes; nothing is styled inline.

import { h, s } from "./dom.js";

const PAD = { left: 44, right: 14, top: 12, bottom: 24 };

/** Round numbers at which lines are drawn: at most `most`, up to the highest value. */
export function ticks(highest, most = 4) {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
  const found = [];
  for (let n = 0; n * step < highest + step; n++) found.push(Number((n * step).toPrecision(6)));
  return found;
}

function frame(figure, height, label) {
  let svg = figure.querySelector("svg.plot");
  if (!svg) {
    svg = s("svg", { class: "plot", role: "img" });
    figure.append(svg);
  }
  const width = Math.max(240, figure.clientWidth - 2 * parseFloat(getComputedStyle(figure).paddingLeft));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.setAttribute("aria-label", label);
  svg.replaceChildren();
  return { svg, width, height, inner: { w: width - PAD.left - PAD.right, h: height - PAD.top - PAD.bottom } };
}

function scaleY(plot, marks, name) {
  const highest = marks.at(-1);
  const y = (value) => PAD.top + plot.inner.h * (1 - value / highest);
  for (const mark of marks) {
    plot.svg.append(
      s("line", { class: mark ? "rule" : "axis", x1: PAD.left, x2: plot.width - PAD.right, y1: y(mark), y2: y(mark) }),
      s("text", { class: "mark", x: PAD.left - 8, y: y(mark) + 4, "text-anchor": "end" }, name(mark)),
    );
  }
  return y;
}

/** Lines over time. `series`: [{ name, values }], by the same moments `at` (seconds). */
export function lines(figure, { at, series, name, time, label }) {
  const plot = frame(figure, 210, label);
  const known = series.flatMap((one) => one.values).filter((value) => value !== null);
  const y = scaleY(plot, ticks(Math.max(...known, 0), 4), name);
  const first = at[0] ?? 0, last = at.at(-1) ?? 1;
  const x = (moment) => PAD.left + plot.inner.w * ((moment - first) / Math.max(last - first, 1));
  for (const place of [0, 0.5, 1]) {
    const moment = first + (last - first) * place;
    const anchor = ["start", "middle", "end"][place * 2];
    if (at.length > 1) plot.svg.append(s("text", { class: "mark", x: x(moment), y: plot.height - 6, "text-anchor": anchor }, time(moment)));
  }
  for (const one of series) {
    plot.svg.append(s("path", { class: `line ${one.name}`, d: path(at, one.values, x, y) }));
  }
  legend(figure, series.map((one) => [one.name, name(one.values.findLast((value) => value !== null) ?? 0)]));
}

/** A path that breaks where nothing is known. */
function path(at, values, x, y) {
  let d = "", pen = "M";
  values.forEach((value, n) => {
    if (value === null) pen = "M";
    else {
      d += `${pen}${x(at[n]).toFixed(1)},${y(value).toFixed(1)}`;
      pen = "L";
    }
  });
  return d || "M0,0";
}

function legend(figure, entries) {
  let list = figure.querySelector(".legend");
  if (!list) figure.append((list = h("ul", { class: "legend" })));
  list.replaceChildren(
    ...entries.map(([name, value]) => h("li", null, h("span", { class: `swatch ${name}` }), `${name} `, h("b", { class: "number" }, value))),
  );
}

/** A line without axes, as wide as its place. */
export function spark(svg, values) {
  const width = 120, height = 30;
  const highest = Math.max(...values, 0.001);
  const x = (n) => (width * n) / Math.max(values.length - 1, 1);
  const y = (value) => height - 2 - (height - 5) * ((value ?? 0) / highest);
  const points = values.map((value, n) => `${x(n).toFixed(1)},${y(value).toFixed(1)}`);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  if (points.length < 2) return svg.replaceChildren();
  svg.replaceChildren(
    s("path", { class: "area", d: `M0,${height}L${points.join("L")}L${width},${height}Z` }),
    s("path", { class: "line", d: `M${points.join("L")}` }),
  );
}

/** Upright bars. `bars`: [{ name, value, kind }]; the values are written above them. */
export function columns(figure, { bars, name, label, kind = "accent" }) {
  const plot = frame(figure, 210, label);
  const y = scaleY(plot, ticks(Math.max(...bars.map((bar) => bar.value), 0), 4), name);
  const step = plot.inner.w / Math.max(bars.length, 1);
  bars.forEach((bar, n) => {
    const left = PAD.left + step * n + step * 0.14, top = y(bar.value), bottom = y(0);
    const every = Math.ceil(46 / step);
    plot.svg.append(
      s("rect", { class: `bar ${bar.kind ?? kind}`, x: left, y: Math.min(top, bottom - (bar.value ? 2 : 0)), width: step * 0.72, height: Math.max(bottom - top, bar.value ? 2 : 0), rx: 3 }, s("title", null, `${bar.name}: ${name(bar.value)}`)),
      s("text", { class: "mark", x: left + step * 0.36, y: plot.height - 6, "text-anchor": "middle" }, n % every ? "" : (bar.short ?? bar.name)),
    );
  });
}

/** Lying bars with their names: [{ name: Node|string, share (0 to 1), told }]. */
export function rows(figure, bars, kind) {
  let list = figure.querySelector(".rows");
  if (!list) figure.append((list = h("ul", { class: "rows" })));
  list.replaceChildren(
    ...bars.map((bar) => {
      const svg = s("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
      svg.append(s("rect", { class: "track", width: 100, height: 8, rx: 2 }), s("rect", { class: `bar ${kind}`, width: 100 * Math.min(1, bar.share), height: 8, rx: 2 }));
      return h("li", null, h("span", { class: "name" }, bar.name), svg, h("span", { class: "number" }, bar.told));
    }),
  );
}

/** Draws at once, and again whenever the figure has another width. */
export function drawn(figure, draw) {
  let width = 0;
  new ResizeObserver(([entry]) => {
    if (Math.abs(entry.contentRect.width - width) > 2) {
      width = entry.contentRect.width;
      draw();
    }
  }).observe(figure);
}
