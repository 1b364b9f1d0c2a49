"""Whether people are served worse since a model is in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rematch_match.domain.experiments.intervals import Interval, newcombe
from rematch_match.domain.quality.figures import Tally
from rematch_match.domain.quality.traces import Trace, person

MEASURE = "ndcg@10"
"""Of the measures the one that is no lower for people having had less time to react."""


@dataclass(frozen=True, slots=True)
class Live:
    """Before and since; None where that are too few people."""

    before: Interval | None
    after: Interval | None

    @property
    def difference(self) -> Interval | None:
        return newcombe(self.after, self.before) if self.before and self.after else None

    @property
    def dropped(self) -> bool:
        """By more than chance has it: Newcombe's interval is wide, so that a model isn't lost to a bad day."""
        return self.difference is not None and self.difference.high < 0


class Watch:
    """Takes traces that begin at `since`, as long before the switch as it is ago."""

    def __init__(self, since: datetime, switched: datetime) -> None:
        self._since = since
        self._switched = switched
        self._before, self._after = Tally(), Tally()

    def add(self, traces: Iterable[Trace]) -> None:
        for trace in traces:
            self._after.add(person(trace, self._switched), ())
            self._before.add(person(self._earlier(trace), self._since), ())

    def found(self) -> Live:
        before, after = (tally.figures().measures[MEASURE].interval for tally in (self._before, self._after))
        return Live(before, after)

    def _earlier(self, trace: Trace) -> Trace:
        return replace(
            trace,
            seen=[one for one in trace.seen if one.at < self._switched],
            said=[one for one in trace.said if one.first < self._switched],
        )
