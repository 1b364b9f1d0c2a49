"""What a language model costs and adds, by how it is asked: python -m bench.hybrid [PAIRS [ROUNDS]]

The golden set, ranked in four ways in one run. Of the first part the waiting is simulated (hybrid_time.py), all else is
the services' own code: questions, replies, repairs, who steps in, scores. Prices are of match's table. Then the same
postings go to a real match, in ROUNDS with a language model behind it and as many without, taking turns.
"""

import asyncio
import math
import sys
from collections.abc import Sequence

import structlog

from bench import hybrid_service as service
from bench.harness import Report, Target, console, percentile, spread, table, write_report
from bench.hybrid_golden import Golden
from bench.hybrid_outage import MOST_CALLS, PAIRS, Outage, outages
from bench.hybrid_provider import MEAN_SECONDS, RAW_PARSED, as_published
from bench.hybrid_service import OFF, ON, Rounds
from bench.hybrid_ways import EVERY, HYBRID, REMATCH, Way, every_pair, keywords, profile
from bench.processes import Others
from rematch_match.domain.prices import as_of

ROUNDS, MANY = 4, 10_000
COST_LIMIT, LATER_LIMIT = 0.20, 1.05


def ways(golden: Golden) -> list[Way]:
    console.print(
        f"{len(golden.labelled.jobs)} postings, {len(golden.people)} candidates; every pair before the model:"
    )
    every = every_pair(golden)
    return [every, keywords(golden), profile(golden, HYBRID, "hybrid"), profile(golden, REMATCH, "rematch")]


def figures_of(way: Way, candidates: int, looked_at: int) -> dict[str, object]:
    """`looked_at`: pairs in all, whether or not a model was asked."""
    judged, first = way.judged, way.first
    found: dict[str, object] = {
        "ndcg@10": way.ndcg,
        "first_match_s": _seconds(first),
    }
    if not judged.asked:
        return found | {"calls_per_10k_candidates": 0, "usd_per_10k_candidates": 0.0}
    asked, replies = len(judged.asked), judged.replies
    return found | {
        "ndcg@10_before_verdicts": None if math.isnan(way.before) else way.before,
        "verdict_s": _seconds(judged.seconds()),
        "calls_per_10k_candidates": round(judged.calls / candidates * MANY),
        "usd_per_10k_candidates": round(judged.cost / candidates * MANY, 4),
        "calls_per_10k_pairs": round(judged.calls / looked_at * MANY, 1),
        "usd_per_10k_pairs": round(judged.cost / looked_at * MANY, 4),
        "pairs_asked": asked,
        "most_of_a_candidate": way.most_a_person or None,
        "parsed": {
            "raw": round(replies.raw / replies.first, 4),
            "outermost_object": round(replies.cut / replies.first, 4),
            "believed_at_once": round(1 - len(replies.repairs) / replies.first, 4),
            "by_a_model_after_repair": round(judged.by_model / asked, 4),
            "ended": round(way.ended, 6),
        },
    }


def _seconds(values: Sequence[float]) -> dict[str, float]:
    return {name: round(percentile(values, share), 4) for name, share in (("p50", 0.5), ("p95", 0.95))}


def show(found: Sequence[Way], golden: Golden) -> None:
    console.print(
        "The waiting for the model is simulated; its word is that of a judge who reads skills and roles alone."
    )
    title = f"{MANY:,} candidates, {len(golden.jobs)} postings, prices of {as_of()}"
    costs = [_cost(way, len(golden.people)) for way in found]
    table(title, ("", "calls", "USD", "nDCG@10", "before verdicts"), costs)
    times = ("seconds to", "match p50", "p95", "verdict p50", "p95")
    table("In this process", times, [_times(way) for way in found])
    asked = [way for way in found if way.judged.asked]
    columns = ("replies read", "as they are", "cut out", "mended", "ended well", "of pairs")
    table("Replies", columns, [_parsed(way) for way in asked])


def _cost(way: Way, candidates: int) -> list[str]:
    calls, cost = (total / candidates * MANY for total in (way.judged.calls, way.judged.cost))
    before = "-" if math.isnan(way.before) else f"{way.before:.4f}"
    return [way.name, f"{calls:,.0f}", f"{cost:.2f}", f"{way.ndcg:.4f}", before]


def _times(way: Way) -> list[str]:
    parts = (way.first, way.judged.seconds())
    return [way.name, *(f"{percentile(part, share):.3f}" if part else "-" for part in parts for share in (0.5, 0.95))]


def _parsed(way: Way) -> list[str]:
    judged, replies, asked = way.judged, way.judged.replies, len(way.judged.asked)
    shares = (replies.raw / replies.first, replies.cut / replies.first, judged.by_model / asked, way.ended)
    return [way.name, *(f"{share:.2%}" for share in shares), f"{way.pairs:,}"]


def show_outages(found: Sequence[Outage]) -> None:
    columns = ("the provider ...", "answered", "calls in vain", "at once", "by a model after it is well again")
    rows = [(each.kind, each.answered, each.calls, each.most_at_once, each.judged_after) for each in found]
    table(f"{PAIRS:,} pairs while it does", columns, rows)


def show_rounds(found: Rounds) -> None:
    rows = [
        (name, *(f"{found.percentile(side, share):.1f}" for share in (0.5, 0.95)))
        for name, side in (("no language model", OFF), ("verdicts beside", ON))
    ]
    table(f"A real match, {service.PER_SECOND:g} postings/s: ms to a match", ("", "p50", "p95"), rows)
    first, verdicts = ([f"{percentile(part, share) / 1000:.2f}" for share in (0.5, 0.95)] for part in _calm(found))
    console.print(f"{service.CALM_PER_SECOND:g}/s: match after {' / '.join(first)} s, verdict {' / '.join(verdicts)} s")
    console.print("pairs of the last round: " + ", ".join(f"{count} {name}" for name, count in found.ended.items()))


def _calm(found: Rounds) -> tuple[Sequence[float], Sequence[float]]:
    return found.calm.first, found.calm.verdicts


def targets_of(found: Sequence[Way], failed: Sequence[Outage], rounds: Rounds) -> list[Target]:
    every, asked = found[0], [way for way in found if way.judged.asked]
    ended = min(way.ended for way in asked) if asked else 1.0
    shares = [
        Target(f"{way.name}: cost", round(way.judged.cost / every.judged.cost, 4), COST_LIMIT, f"x {EVERY}")
        for way in found[2:]
    ]
    worst = max(each.calls for each in failed)
    return [
        *shares,
        Target("a match with verdicts beside, p50", round(rounds.ratio, 3), LATER_LIMIT, "x without"),
        Target("pairs without a valid verdict or an honest none", round(1 - ended, 6), 1e-9, "of all"),
        Target("the same of a real match", round(1 - rounds.well_ended, 6), 1e-9, "of all"),
        Target("calls in vain until the breaker opens", worst, MOST_CALLS + 0.5, ""),
        Target("outages after which it isn't as before", sum(not each.stood for each in failed), 0.5, ""),
    ]


def report(golden: Golden, found: Sequence[Way], failed: Sequence[Outage], rounds: Rounds, busy: float) -> Report:
    candidates = len(golden.people)
    pairs = candidates * len(golden.labelled.jobs)
    behaviour = as_published()
    figures = {
        "postings": len(golden.labelled.jobs),
        "candidates": candidates,
        "prices_as_of": as_of(),
        "published": {"mean_s": MEAN_SECONDS, "raw_parsed": RAW_PARSED},
        "assumed": {"median_s": behaviour.median, "p95_s": behaviour.p95, "faults": dict(behaviour.rates)},
        "simulated": "seconds waited for the model, in `ways` and `outages`; all else is measured",
        "judge": "the stand-in's, which reads skills and roles: its ndcg@10 says nothing of any model's",
        "ways": {way.name: figures_of(way, candidates, pairs) for way in found},
        "outages": {each.kind: {"answered": each.answered, "calls": each.calls} for each in failed},
        "service_ms": {
            name: {"p50": spread([percentile(run, 0.5) for run in rounds.first[side]])}
            | {"p95": round(rounds.percentile(side, 0.95), 1)}
            for name, side in (("without", OFF), ("with", ON))
        },
        "service_calm_s": {
            name: _seconds([each / 1000 for each in part])
            for name, part in zip(("match", "verdict"), _calm(rounds), strict=True)
        },
        "service_pairs": dict(rounds.ended),
    }
    return Report("hybrid", figures, targets_of(found, failed, rounds), [busy, *rounds.others])


def main(pairs: int | None = None, rounds: int = ROUNDS) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # outages are what is looked at
    golden, others = Golden.read(), Others()
    if pairs is not None:
        golden = golden.first(max(1, math.ceil(pairs / len(golden.people))))
    found, failed = ways(golden), outages()
    busy = others.cores()
    show(found, golden)
    show_outages(failed)
    measured = asyncio.run(service.measure(golden, rounds))
    show_rounds(measured)
    write_report(report(golden, found, failed, measured, busy))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
