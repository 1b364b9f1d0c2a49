// Flow: begins with all that the page's twin tells, and goes on with a frame a second.

import { columns, drawn, lines, rows, spark } from "./charts.js";
import { said } from "./dom.js";
import { listen, statusLine } from "./live.js";
import { board } from "./passages.js";
import { stream } from "./stream.js";
import { clock, count, number, percent, rate, took } from "./wording.js";

const STAGES = ["ingest", "dedup", "embed", "match", "notify"];
const POINTS = 300;
const strip = document.querySelector(".strip");
const figures = Object.fromEntries(["rates", "lags", "to-match", "sources"].map((id) => [id, document.getElementById(id)]));
const put = board(document.getElementById("passages"));
const move = stream(document.querySelector(".stream"), strip);
const status = statusLine(document.getElementById("live"));

const begun = await (await fetch("/flow.json")).json();
const series = begun.series;
document.getElementById("passages").replaceChildren(...(begun.passages.length ? [] : document.querySelectorAll("#passages .empty")));
put(begun.passages.toReversed());
move(begun.passages);
if (begun.sources) drawn(figures.sources, () => drawSources(begun.sources));
drawn(figures["to-match"], () => drawToMatch(begun.to_match));
drawn(figures.rates, drawSeries);
begun.stages.forEach(show);
listen("/flow/stream", "frame", see, status);

function see(frame) {
  status("live", `live · ${clock(frame.at)} UTC`);
  document.getElementById("away").hidden = !frame.away;
  frame.stages.forEach(show);
  move(frame.passages);
  put(frame.passages);
  // Positions are looked at every other second.
  if (frame.at - (series.at.at(-1) ?? 0) < 1.5) return;
  series.at.push(frame.at);
  frame.stages.forEach((stage) => {
    for (const name of ["rate", "lag", "lag_seconds"]) series[stage.name][name].push(stage[name]);
  });
  trim();
  if (!document.hidden) drawSeries();
}

function trim() {
  if (series.at.length <= POINTS) return;
  series.at.shift();
  for (const stage of STAGES) for (const name of ["rate", "lag", "lag_seconds"]) series[stage][name].shift();
}

function show(stage) {
  const place = strip.querySelector(`[data-stage="${stage.name}"]`);
  const put = (name, text) => {
    const element = place.querySelector(`[data-is="${name}"]`);
    if (element.textContent !== text) element.textContent = text;
  };
  put("rate", rate(stage.rate));
  put("lag", count(stage.lag));
  put("lag_seconds", stage.lag_seconds >= 0.1 ? `${stage.lag_at_least ? "≥ " : ""}${took(stage.lag_seconds)}` : "");
  put("p95", took(stage.p95));
  put("since_receipt", took(stage.since_receipt));
  put("dead_letters", count(stage.dead_letters));
  place.classList.toggle("troubled", stage.dead_letters > 0);
  place.querySelector('[data-is="down"]').hidden = stage.ready !== false;
  spark(place.querySelector(".spark"), series[stage.name].rate.slice(-60));
}

function drawSeries() {
  const of = (what) => STAGES.map((name) => ({ name, values: series[name][what] }));
  const time = (moment) => clock(moment);
  lines(figures.rates, { at: series.at, series: of("rate"), name: number, time, label: "Records a second of each stage over the last minutes" });
  lines(figures.lags, { at: series.at, series: of("lag_seconds"), name: (value) => (value ? took(value) : "0"), time, label: "Seconds that the oldest unread record of each stage has waited" });
}

function drawToMatch(steps) {
  const from = steps.findIndex((step) => step.postings), to = steps.findLastIndex((step) => step.postings);
  const shown = from < 0 ? [] : steps.slice(Math.max(0, from - 1), Math.min(steps.length, to + 2));
  const bars = shown.map((step) => ({ name: step.up_to === null ? "longer" : `up to ${took(step.up_to)}`, short: step.up_to === null ? "more" : took(step.up_to), value: step.postings }));
  if (bars.length) columns(figures["to-match"], { bars, name: count, kind: "match", label: "Postings by the time from receipt to their matches" });
}

function drawSources(sources) {
  const told = sources.map((one) => ({ name: said(one.source), share: one.duplicate_rate, told: `${percent(one.duplicate_rate)} of ${count(one.ads)}` }));
  rows(figures.sources, told, "dedup");
}
