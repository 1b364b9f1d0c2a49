"""What a service's metrics say, as far as a page shows it. Only the lines that are wanted are looked at."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

HANDLE, SINCE_RECEIPT = "rematch_handle_seconds", "rematch_stage_lag_seconds"
_LABEL = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many observations were up to each bound, all those below included; the last bound is infinity."""

    bounds: tuple[float, ...] = ()
    counts: tuple[float, ...] = ()

    @property
    def total(self) -> float:
        return self.counts[-1] if self.counts else 0.0

    def since(self, before: "Histogram") -> "Histogram":
        """What has come since; all of it where the process has begun anew meanwhile."""
        if before.bounds != self.bounds or before.total > self.total:
            return self
        return Histogram(self.bounds, tuple(a - b for a, b in zip(self.counts, before.counts, strict=True)))

    def quantile(self, share: float) -> float | None:
        """The value that so large a share is not above, evenly spread within a bucket; None where there is none."""
        if self.total <= 0:
            return None
        wanted = share * self.total
        place = bisect_left(self.counts, wanted)
        low = self.bounds[place - 1] if place else 0.0
        high = self.bounds[place]
        if high == float("inf"):
            return low
        below = self.counts[place - 1] if place else 0.0
        within = self.counts[place] - below
        return low + (high - low) * ((wanted - below) / within if within else 1.0)

    def steps(self) -> list[tuple[float, float]]:
        """Each bound and how many fell between the one before and it."""
        counts = [0.0, *self.counts]
        return [(bound, counts[n + 1] - counts[n]) for n, bound in enumerate(self.bounds)]


def histograms(text: str, name: str, label: str) -> Mapping[str, Histogram]:
    """The histograms of a name, by the value of one of their labels."""
    prefix = f"{name}_bucket{{"
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for line in text.splitlines():
        if line.startswith(prefix):
            labels, _, value = line.rpartition(" ")
            told = dict(_LABEL.findall(labels))
            found[told.get(label, "")].append((float(told["le"]), float(value)))
    return {key: Histogram(*zip(*sorted(buckets), strict=True)) for key, buckets in found.items()}
