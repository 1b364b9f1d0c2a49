"""What a day of matching costs by night and by event: python -m bench.nightly [POSTINGS [PEOPLE [MINUTES]]]

The same day three times: as the source has it, each person against every live opening at two in the morning; the same
batch behind match's own search; and match itself, which takes each posting and each change when it comes. All three
score with the same scorer, on the same terms and snapshot of rarity, and keep the best 50 that reach 50. The batches
store what a match rests on; match besides tells every change, explains it and writes its audit row. After so many
MINUTES of events nothing more happens in the day: all three ways then have what happened until there. 500 400 is a
small day.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.harness import Report, console, percentile, table, write_report
from bench.nightly_batch import TERMS, Night, exact, searched
from bench.nightly_compare import Compared, Limits, PairKey, Side, compare, misplaced
from bench.nightly_day import DAY, Day
from bench.nightly_end import ages_at_night, closed_until_night, ended, scores
from bench.nightly_events import Lived, Living
from bench.nightly_people import Size
from bench.nightly_sides import market
from bench.processes import Others

MINUTES = 60
LIMITS = Limits(TERMS.least, TERMS.most_per_candidate)
_ALL, _SEARCHED, _EVENTS = "all pairs at night", "searched at night", "events"


@dataclass(frozen=True, slots=True)
class Found:
    """One day, three ways."""

    day: Day
    exact: Night
    searched: Night
    lived: Lived
    compared: dict[tuple[str, str], Compared]
    broken: dict[str, int]
    """How often match's own laws don't hold at the end of the day."""
    others: list[float]


async def measure(size: Size, minutes: float) -> Found:
    day, others = Day(size), []
    async with market(day) as open_one:
        console.print(f"{size.people:,} people; {len(day.happenings):,} things happen")
        beside = Others()
        lived = await Living(day, open_one, 60 * minutes)()
        others.append(beside.cores())
        end, beside = await ended(open_one, day), Others()
        behind = await searched(open_one, end.people)
        others.append(beside.cores())
        beside = Others()
        whole = await exact(open_one.url, end.people)
        others.append(beside.cores())
        sides = {_ALL: Side(whole.kept), _SEARCHED: Side(behind.kept), _EVENTS: end.side}
        pairs = set().union(*(side.pairs() for side in sides.values()))
        now = await scores(open_one, pairs)
    broken = {"misplaced": len(misplaced(end.side, LIMITS)), "ghosts": len(end.side.pairs() - now.keys())}
    return Found(day, whole, behind, lived, _compare(sides, now), broken, others)


def _compare(sides: dict[str, Side], now: dict[PairKey, float]) -> dict[tuple[str, str], Compared]:
    """Each with each of those before it."""
    names = list(sides)
    return {
        (one, other): compare(sides[one], sides[other], lambda pair: now.get(pair, 0.0), LIMITS)
        for at, other in enumerate(names)
        for one in names[:at]
    }


def ages(found: Found) -> dict[str, list[float]]:
    said = found.day.last_words()
    return {
        _ALL: ages_at_night(found.exact.kept, said),
        _SEARCHED: ages_at_night(found.searched.kept, said),
        _EVENTS: found.lived.found,
    }


def costs(found: Found) -> dict[str, float]:
    return {_ALL: found.exact.cpu, _SEARCHED: found.searched.cpu, _EVENTS: found.lived.cpu}


def report(found: Found) -> Report:
    lived, cost, old = found.lived, costs(found), ages(found)
    matches = {
        _ALL: sum(map(len, found.exact.kept.values())),
        _SEARCHED: sum(map(len, found.searched.kept.values())),
        _EVENTS: lived.told,
    }
    figures = {
        "postings": found.day.size.postings,
        "people": found.day.size.people,
        "happenings": len(found.day.happenings),
        "cut_short": len(found.day.happenings) < len(Day(found.day.size).happenings),
        "cpu_seconds": {name: round(spent, 1) for name, spent in cost.items()},
        "cpu_seconds_of_events": {
            "searching and scoring": round(lived.searching_seconds, 1),
            "settling and telling": round(lived.match_seconds - lived.searching_seconds, 1),
            "postgres": round(lived.postgres_seconds, 1),
        },
        "events_to": {name: round(lived.cpu / cost[name], 2) for name in (_ALL, _SEARCHED)},
        "pairs_scored": {_ALL: found.exact.pairs, _SEARCHED: found.searched.pairs},
        "matches": matches,
        "age_seconds": {name: _middle_and_tail(values) for name, values in old.items()},
        "closed_and_still_shown_seconds": {
            "at night": _middle_and_tail(closed_until_night(found.day)),
            _EVENTS: _middle_and_tail(lived.withdrawn),
        },
        "busy_share_of_the_day": round(lived.busy_seconds / DAY, 4),
        "same": {f"{one} / {other}": _told(each) for (one, other), each in found.compared.items()},
        "laws_broken": found.broken,
    }
    return Report("nightly", figures, (), found.others)


def _middle_and_tail(values: Sequence[float]) -> dict[str, float | None]:
    """None where nothing was measured."""
    return {f"p{share * 100:.0f}": round(percentile(values, share), 3) if values else None for share in (0.5, 0.99)}


def _told(each: Compared) -> dict[str, object]:
    return {
        "both": each.both,
        "in_common": round(each.in_common, 4),
        "only_first": dict(each.only_first.most_common()),
        "only_second": dict(each.only_second.most_common()),
    }


def show(found: Found) -> None:
    cost, old = costs(found), ages(found)
    rows = []
    for name, spent in cost.items():
        share = (f"{percentile(old[name], at):,.3f}" if old[name] else "-" for at in (0.5, 0.99))
        rows.append([name, f"{spent:.1f}", f"{spent / found.lived.cpu:.2f}", *share])
    table("A day", ("", "CPU s", "x of events", "age s, p50", "p99"), rows)
    for (one, other), each in found.compared.items():
        console.print(f"{one} / {other}: {each.both:,} in both, {each.in_common:.1%} of all that either has")
        for name, only in ((one, each.only_first), (other, each.only_second)):
            for reason, count in only.most_common():
                console.print(f"  {count:,} only in {name}; the other: {reason}")
    console.print(f"match's own laws, broken: {found.broken}")


async def main(postings: int = 20_000, people: int = 10_000, minutes: int = MINUTES) -> None:
    found = await measure(Size(postings, people), minutes)
    show(found)
    write_report(report(found))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4])))
