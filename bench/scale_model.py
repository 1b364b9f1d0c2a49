"""How fast a stage is with more partitions and machines than there are here: simulated on its measured times.

Every replica always has a batch (the most that a stage can do). A batch takes its turn at the replica's own core, at
the lock that all replicas share (dedup decides one at a time), at the database's cores and at the brokers'; whoever
finds all busy waits, first come first served. Times vary as exponential ones do around their mean.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

_SEED = 7
# The first batches find everything free; what is counted begins behind them.
_WARM, _COUNTED, _LEAST = 3, 12, 3_000


@dataclass(frozen=True, slots=True)
class Work:
    """Seconds a record: the service's own CPU, under the lock, the database's CPU beside that, the broker's."""

    own: float
    locked: float
    database: float
    broker: float


@dataclass(frozen=True, slots=True)
class Machines:
    """`own`: 0 is a core for each replica, otherwise so many for all, database and broker included."""

    own: int = 0
    database: int = 16
    broker: int = 24


@dataclass(frozen=True, slots=True)
class Capacity:
    """Records a second, and what is busiest, with the share of the time that it is."""

    rate: float
    bound: str
    busy: float


class _Place:
    """So many servers, and when each is free again."""

    def __init__(self, servers: int) -> None:
        self.free = [0.0] * servers
        self.busy = 0.0

    def serve(self, begins: float, seconds: float) -> None:
        heapq.heapreplace(self.free, begins + seconds)
        self.busy += seconds


def _served(places: Sequence[_Place], at: float, seconds: float) -> float:
    """By all of them at once, as soon as each is free."""
    begins = max(at, *(place.free[0] for place in places))
    for place in places:
        place.serve(begins, seconds)
    return begins + seconds


def capacity(work: Work, partitions: int, batch: int, machines: Machines | None = None) -> Capacity:
    """With a replica for each partition: one more would have nothing to do."""
    places = _places(machines or Machines(), partitions)
    chance, steps = Random(_SEED), _steps(work, batch)
    events: list[tuple[float, int, int]] = [(0.0, replica, 0) for replica in range(partitions)]
    ends: list[float] = []
    first = partitions * _WARM
    while len(ends) < first + max(_LEAST, partitions * _COUNTED):
        at, replica, step = heapq.heappop(events)
        if step == len(steps):
            ends.append(at)
            step = 0
        name, seconds = steps[step]
        ended = _served(_places_of(name, replica, places), at, chance.expovariate(1 / seconds))
        heapq.heappush(events, (ended, replica, step + 1))
    rate = (len(ends) - first) * batch / (ends[-1] - ends[first - 1])
    return Capacity(rate, *_busiest(places, ends[-1]))


def _places_of(step: str, replica: int, places: Mapping[str, _Place]) -> list[_Place]:
    """What is done under the lock is the database's work."""
    if step == "own":
        return [places.get("own") or places[f"own {replica}"]]
    return [places["lock"], places["database"]] if step == "lock" else [places[step]]


def _places(machines: Machines, partitions: int) -> dict[str, _Place]:
    if machines.own:
        shared = _Place(machines.own)
        return {"own": shared, "database": shared, "broker": shared, "lock": _Place(1)}
    each = {f"own {replica}": _Place(1) for replica in range(partitions)}
    return {**each, "database": _Place(machines.database), "broker": _Place(machines.broker), "lock": _Place(1)}


def _steps(work: Work, batch: int) -> list[tuple[str, float]]:
    wanted = (("own", work.own), ("lock", work.locked), ("database", work.database), ("broker", work.broker))
    return [(name, seconds * batch) for name, seconds in wanted if seconds > 0]


def _busiest(places: Mapping[str, _Place], until: float) -> tuple[str, float]:
    shares: dict[str, list[float]] = {}
    for name, place in places.items():
        shares.setdefault(name.split()[0], []).append(min(1.0, place.busy / len(place.free) / until))
    means = {name: sum(found) / len(found) for name, found in shares.items()}
    bound = max(means, key=lambda name: means[name])
    return bound, means[bound]
