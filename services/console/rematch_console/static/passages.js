// Postings on their way: a row each, with the time from its receipt to every stage as a bar.

import { calm, h, s, said } from "./dom.js";
import { count, took, words } from "./wording.js";

const WAY = ["deduped", "embedded", "matched"];
const STAGE = { deduped: "dedup", embedded: "embed", matched: "match" };
const KIND = { new_opening: "accent", ad_of_opening: "good", rejected: "bad" };
const MOST = 14;
// Seconds at the right end of a bar that is short enough.
const WIDE = 0.4;

/** Keeps the newest in a list, newest first; a row that is there is filled anew. */
export function board(list) {
  const rows = new Map();
  return (passages) => {
    for (const one of passages) {
      const known = rows.get(one.raw);
      const row = filled(one);
      if (known) known.replaceWith(row);
      else {
        list.querySelector(".empty")?.remove();
        list.prepend(row);
        if (!calm() && rows.size) row.animate([{ opacity: 0, transform: "translateY(-6px)" }, { opacity: 1, transform: "none" }], 260);
      }
      rows.set(one.raw, row);
    }
    for (const [raw, row] of [...rows].slice(0, Math.max(0, rows.size - MOST))) {
      row.remove();
      rows.delete(raw);
    }
  };
}

function filled(one) {
  const title = one.job_id ? h("a", { href: `/postings/${encodeURIComponent(one.job_id)}` }, said(one.title, "untitled")) : said(one.title, "untitled");
  return h(
    "li",
    null,
    h("p", { class: "what" }, title, h("span", { class: "soft small" }, said(one.company), one.source && " · ", said(one.source))),
    h("p", { class: "decided" }, one.outcome ? h("span", { class: `tag ${KIND[one.outcome] ?? ""}` }, words(one.outcome)) : h("span", { class: "tag" }, "waiting")),
    way(one),
    h("p", { class: "found" }, one.matches ? h("span", { class: "tag warn" }, `${count(one.matches)} ${one.matches === 1 ? "match" : "matches"}, best ${count(one.best)}`) : h("span", { class: "soft small" }, "")),
  );
}

/** The bar, and how long it took in all. */
function way(one) {
  const ends = WAY.map((step) => (one[step] && one.received ? Math.max(0, one[step] - one.received) : null));
  const total = ends.findLast((end) => end !== null) ?? null;
  const scale = Math.max(WIDE, total ?? 0);
  const svg = s("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, s("rect", { class: "track", y: 2, width: 100, height: 6, rx: 1 }));
  let from = 0;
  WAY.forEach((step, n) => {
    if (ends[n] === null) return;
    const left = (100 * from) / scale, right = (100 * Math.max(ends[n], from)) / scale;
    svg.append(s("rect", { class: `bar ${STAGE[step]}`, x: left, y: 2, width: Math.max(right - left, 0.8), height: 6 }));
    from = Math.max(ends[n], from);
  });
  return h("p", { class: "way" }, svg, h("span", { class: "number small" }, took(total)));
}
