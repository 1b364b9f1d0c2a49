"""What the services say of themselves: whether they are ready, and how long things take."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from rematch_common.clock import Monotonic
from rematch_common.errors import DependencyAway
from rematch_console.domain.exposition import HANDLE, SINCE_RECEIPT, Histogram, histograms
from rematch_console.domain.stages import STAGES
from rematch_console.ports.services import Refused, Services

# Over so many seconds a percentile is told, where anything was done in them; else over all since the start.
_WINDOW = 60.0
_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Gauge:
    """One service as it was found."""

    ready: bool = False
    handle: Mapping[str, Histogram] = field(default_factory=dict)
    since_receipt: Mapping[str, Histogram] = field(default_factory=dict)


class Gauges:
    def __init__(self, services: Services, now: Monotonic) -> None:
        self._services = services
        self._now = now
        self._found: deque[tuple[float, Mapping[str, Gauge]]] = deque()

    async def look(self) -> None:
        found = await asyncio.gather(*(self._gauge(stage.name) for stage in STAGES))
        self._found.append((self._now(), dict(zip((stage.name for stage in STAGES), found, strict=True))))
        while len(self._found) > 2 and self._found[-1][0] - self._found[1][0] >= _WINDOW:
            self._found.popleft()

    def ready(self, stage: str) -> bool | None:
        """None while nobody has looked."""
        return self._found[-1][1][stage].ready if self._found else None

    def batch(self, stage: str) -> float | None:
        """95 of 100 batches took no longer, decode to delivery."""
        return self._percentile(stage, "handle")

    def since_receipt(self, stage: str) -> float | None:
        """95 of 100 postings were done with at this stage so soon after their receipt."""
        return self._percentile(stage, "since_receipt")

    def to_match(self) -> Histogram:
        """From a posting's receipt to its matches, all since match started."""
        return self._histogram("match", "since_receipt", -1)

    def _percentile(self, stage: str, what: str) -> float | None:
        if not self._found:
            return None
        last = self._histogram(stage, what, -1)
        lately = last.since(self._histogram(stage, what, 0))
        return (lately if lately.total else last).quantile(_SHARE)

    def _histogram(self, stage: str, what: str, place: int) -> Histogram:
        if not self._found:
            return Histogram()
        told: Mapping[str, Histogram] = getattr(self._found[place][1][stage], what)
        return told.get(stage, Histogram())

    async def _gauge(self, service: str) -> Gauge:
        try:
            ready, text = await asyncio.gather(self._ready(service), self._services.text(service, "/metrics"))
        except (DependencyAway, Refused):
            return Gauge()
        return Gauge(ready, histograms(text, HANDLE, "consumer"), histograms(text, SINCE_RECEIPT, "stage"))

    async def _ready(self, service: str) -> bool:
        try:
            await self._services.text(service, "/readyz")
        except (DependencyAway, Refused):
            return False
        return True
