"""Quality over a window of time, of everybody and by groups."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rematch_match.domain.quality.figures import Figures, Tally
from rematch_match.domain.quality.traces import By, Trace, days_to_hire, parts, person

Window = Literal["7d", "30d", "90d"]
LENGTHS: Mapping[Window, timedelta] = {
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
}
MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Report:
    """`groups`: those with most people first. `cut_off`: there are more people than were read; who was read is
    chosen by lot."""

    since: datetime
    overall: Figures
    groups: Mapping[str, Figures]
    cut_off: bool = False


class Survey:
    """Takes one person after the other, and reports of all."""

    def __init__(self, since: datetime, by: By) -> None:
        self._since = since
        self._by = by
        self._overall = Tally()
        self._groups: defaultdict[str, Tally] = defaultdict(Tally)

    def add(self, traces: Iterable[Trace]) -> None:
        for trace in traces:
            self._count(self._overall, trace)
            for name, part in parts(trace, self._by).items():
                self._count(self._groups[name], part)

    def report(self, *, cut_off: bool) -> Report:
        found = {name: tally.figures() for name, tally in self._groups.items()}
        first = sorted(found, key=lambda name: (-found[name].people, name))[:MOST_GROUPS]
        return Report(self._since, self._overall.figures(), {name: found[name] for name in first}, cut_off)

    def _count(self, tally: Tally, trace: Trace) -> None:
        tally.add(person(trace, self._since), list(days_to_hire(trace, self._since)))
