"""Watches the pipeline for all who look at it: one look a second, a rare one while nobody does."""

from collections import deque
from dataclasses import asdict
from typing import Any

import orjson

from rematch_common.clock import Monotonic, Now
from rematch_common.errors import DependencyAway
from rematch_common.periodic import every
from rematch_console.domain.exposition import Histogram
from rematch_console.domain.passages import Passage
from rematch_console.domain.positions import Positions, dead_letters, lag, rate
from rematch_console.domain.stages import STAGES, Stage
from rematch_console.handlers.gauges import Gauges
from rematch_console.handlers.hub import Hub, event
from rematch_console.handlers.passing import Passing
from rematch_console.ports.broker import Broker

# Seconds between two frames; between two looks at positions, which cost eight requests, while somebody watches and
# while nobody does; and between two at the services' metrics.
_FRAME = 1.0
_WATCHED, _ALONE = 2.0, 10.0
_GAUGED, _GAUGED_ALONE = 10.0, 30.0
# Looks that are kept, and points of the charts: an hour alone, ten minutes while watched.
_LOOKS, _POINTS = 360, 300
_ROWS = 24
Row = dict[str, Any]


class Watch:
    def __init__(self, broker: Broker, gauges: Gauges, now: Now, monotonic: Monotonic) -> None:
        self.hub = Hub()
        self.passing = Passing()
        self._broker = broker
        self._gauges = gauges
        self._now, self._monotonic = now, monotonic
        self._looks: deque[Positions] = deque(maxlen=_LOOKS)
        self._points: deque[tuple[float, list[Row]]] = deque(maxlen=_POINTS)
        self._rows: list[Row] = []
        self._away = ""
        self._gauged = self._looked = float("-inf")

    async def run(self) -> None:
        """Until cancelled."""
        await every(_FRAME, self.look)()

    async def look(self) -> None:
        watched, at = self.hub.watchers > 0, self._monotonic()
        if at - self._gauged >= (_GAUGED if watched else _GAUGED_ALONE):
            self._gauged = at
            await self._gauges.look()
        if at - self._looked >= (_WATCHED if watched else _ALONE):
            self._looked = at
            await self._positions()
        await self._passages(watched)
        if self.hub.watchers:
            self.hub.publish(self._frame())

    def shown(self) -> dict[str, Any]:
        """All that a page begins with."""
        return {
            "at": self._now(),
            "away": self._away or None,
            "stages": self._rows or [self._row(stage) for stage in STAGES],
            "passages": [shown_of(passage) for passage in self.passing.newest(_ROWS)],
            "series": self._series(),
            "to_match": _distribution(self._gauges.to_match()),
        }

    async def _positions(self) -> None:
        try:
            self._looks.append(await self._broker.positions())
            self._away = ""
        except DependencyAway as away:
            self._away = away.dependency
        self._rows = [self._row(stage) for stage in STAGES]
        self._points.append((self._now().timestamp(), self._rows))

    async def _passages(self, watched: bool) -> None:
        try:
            if watched:
                self.passing.see(await self._broker.passing())
            else:
                await self._broker.rest()
        except DependencyAway as away:
            self._away = away.dependency

    def _row(self, stage: Stage) -> Row:
        looks = list(self._looks)
        waiting = lag(stage, looks) if looks else None
        return {
            "name": stage.name,
            "verb": stage.verb,
            "ready": self._gauges.ready(stage.name),
            "rate": round(rate(stage, looks), 2) if looks else None,
            "lag": waiting.records if waiting else None,
            "lag_seconds": round(waiting.seconds, 1) if waiting else None,
            "lag_at_least": waiting.at_least if waiting else False,
            "p95": self._gauges.batch(stage.name),
            "since_receipt": self._gauges.since_receipt(stage.name),
            "dead_letters": dead_letters(stage, looks[-1]) if looks else None,
        }

    def _series(self) -> dict[str, Any]:
        points = list(self._points)
        series: dict[str, Any] = {"at": [round(at, 1) for at, _ in points]}
        for place, stage in enumerate(STAGES):
            names = ("rate", "lag", "lag_seconds")
            series[stage.name] = {name: [rows[place][name] for _, rows in points] for name in names}
        return series

    def _frame(self) -> bytes:
        passages = [shown_of(passage) for passage in self.passing.changed(_ROWS)]
        told = {"at": self._now().timestamp(), "away": self._away or None, "stages": self._rows, "passages": passages}
        return event("frame", orjson.dumps(told))


def shown_of(passage: Passage) -> Row:
    told = asdict(passage)
    told["raw"] = "/".join(map(str, passage.raw))
    return told


def _distribution(told: Histogram) -> list[dict[str, Any]]:
    """How many took up to so many seconds; None: longer than all that is told apart."""
    return [{"up_to": None if up_to == float("inf") else up_to, "postings": many} for up_to, many in told.steps()]
