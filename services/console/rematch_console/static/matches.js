// Matches: new ones come in at the top, and the scores as columns.

import { columns, drawn } from "./charts.js";
import { calm, h, said } from "./dom.js";
import { listen, statusLine } from "./live.js";
import { count, took } from "./wording.js";

const MOST = 60;
const ago = (at) => `${took(Math.max(0, Date.now() - Date.parse(at)) / 1000)} ago`;
const list = document.getElementById("feed");
const status = statusLine(document.getElementById("live"));

listen("/matches/stream", "matches", (matches) => matches.forEach(add), status);

function add(match) {
  list.querySelector(".empty")?.remove();
  list.querySelector(`[data-match="${CSS.escape(match.match_id)}"]`)?.remove();
  const row = filled(match);
  list.prepend(row);
  if (!calm()) row.animate([{ opacity: 0, transform: "translateY(-8px)" }, { opacity: 1, transform: "none" }], 300);
  while (list.children.length > MOST) list.lastElementChild.remove();
}

function filled(match) {
  const grade = h("span", { class: `grade g${match.grade[0]}` }, h("b", { class: "number" }, Math.round(match.score)), ` ${match.grade}`);
  const title = h("a", { href: `/matches/${encodeURIComponent(match.match_id)}` }, said(match.candidate_id), " ↔ ", said(match.title, "untitled"));
  return h(
    "li",
    { "data-match": match.match_id },
    grade,
    h(
      "div",
      null,
      h("p", { class: "what" }, title),
      h("p", { class: "soft small" }, said(match.company), match.location && " · ", said(match.location)),
      h("p", { class: "small" }, said(match.summary)),
    ),
    h("p", { class: "soft small when", "data-at": match.at }, ago(match.at)),
  );
}

setInterval(() => {
  if (!document.hidden) for (const when of list.querySelectorAll("[data-at]")) when.textContent = ago(when.dataset.at);
}, 5000);

const figure = document.getElementById("scores");
const { scores } = await (await fetch("/matches.json")).json();
if (scores) {
  const from = Math.max(0, scores.scores.findIndex((one) => one.matches) - 1);
  const bars = scores.scores.slice(from).map((one) => ({ name: `${one.least} to ${one.below}`, short: String(one.least), value: one.matches }));
  drawn(figure, () => columns(figure, { bars, name: count, label: `${count(scores.total)} matches by their score` }));
}
