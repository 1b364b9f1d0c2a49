// The stream above the stages: a dot for each posting that a stage has just passed on.

import { calm, s } from "./dom.js";

const STAGES = ["ingest", "dedup", "embed", "match", "notify"];
const REACHED = [["embedded", 2], ["deduped", 1], ["received", 0]];
const HEIGHT = 44;
// Dots in the air at once: a flood would only be a blur.
const MOST = 40;

export function stream(svg, strip) {
  const reached = new Map();
  let places = [], flying = 0;

  function lay() {
    const left = svg.getBoundingClientRect().left;
    const boxes = [...strip.children].map((stage) => stage.getBoundingClientRect());
    places = boxes.map((box) => box.left - left + box.width / 2);
    const width = svg.clientWidth;
    svg.setAttribute("viewBox", `0 0 ${Math.max(width, 1)} ${HEIGHT}`);
    svg.replaceChildren(
      s("line", { class: "bed", x1: places[0], x2: places.at(-1), y1: HEIGHT / 2, y2: HEIGHT / 2 }),
      ...STAGES.map((name, n) => s("circle", { class: `node ${name}`, cx: places[n], cy: HEIGHT / 2, r: 8 })),
    );
  }

  function fly(from, to, kind, delay) {
    if (flying >= MOST || calm() || document.hidden || !svg.clientWidth) return;
    flying += 1;
    const lane = HEIGHT / 2 + (Math.random() - 0.5) * 16;
    const dot = s("circle", { class: `mote ${kind}`, cx: 0, cy: 0, r: 3.6 });
    svg.append(dot);
    const way = [
      { transform: `translate(${places[from]}px, ${HEIGHT / 2}px)`, opacity: 0 },
      { transform: `translate(${places[from] + 14}px, ${lane}px)`, opacity: 1, offset: 0.12 },
      { transform: `translate(${places[to] - 14}px, ${lane}px)`, opacity: 1, offset: 0.88 },
      { transform: `translate(${places[to]}px, ${HEIGHT / 2}px)`, opacity: 0 },
    ];
    dot.animate(way, { duration: 950, delay, easing: "cubic-bezier(.45,.05,.4,1)", fill: "both" }).finished.finally(() => {
      dot.remove();
      flying -= 1;
    });
  }

  /** The furthest stage that a passage has reached, and the flights from where it was seen last. */
  function see(passages) {
    for (const one of passages) {
      const before = reached.get(one.raw) ?? -1;
      const furthest = one.matches ? 4 : (REACHED.find(([step]) => one[step])?.[1] ?? 0);
      for (let n = Math.max(before, 0); n < furthest; n++) fly(n, n + 1, STAGES[n + 1], (n - Math.max(before, 0)) * 420 + Math.random() * 500);
      reached.set(one.raw, Math.max(furthest, before));
    }
    while (reached.size > 600) reached.delete(reached.keys().next().value);
  }

  new ResizeObserver(lay).observe(svg);
  lay();
  return see;
}
