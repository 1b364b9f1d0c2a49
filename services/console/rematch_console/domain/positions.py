"""Where topics end and how far each group has read, moment by moment: what rates and lags are worked out from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rematch_console.domain.stages import Part, Stage

# Over so many seconds a rate is told: less is jumpy, since groups commit twice a second.
WINDOW = 10.0


@dataclass(frozen=True, slots=True)
class Positions:
    """One look at the broker; `at` in seconds of a clock that never goes back."""

    at: float
    ends: Mapping[Part, int] = field(default_factory=dict)
    firsts: Mapping[Part, int] = field(default_factory=dict)
    committed: Mapping[str, Mapping[Part, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lag:
    """Records that wait, and how long the oldest of them has; `at_least`: since before we began to look."""

    records: int = 0
    seconds: float = 0.0
    at_least: bool = False


def done(stage: Stage, seen: Positions) -> int:
    """A number that grows by one with every record that the stage is done with."""
    if stage.made:
        return sum(end for (topic, _), end in seen.ends.items() if topic in stage.made)
    return sum(seen.committed.get(group, {}).get(part, 0) for group, part in _parts(stage, seen))


def rate(stage: Stage, looks: Sequence[Positions]) -> float:
    """Records a second, over the last few seconds; since the look before, where looks are rarer than that."""
    last = looks[-1]
    before = min(next(one for one in looks if last.at - one.at <= WINDOW), looks[-2:][0], key=lambda one: one.at)
    span = last.at - before.at
    return max(0.0, (done(stage, last) - done(stage, before)) / span) if span > 0 else 0.0


def lag(stage: Stage, looks: Sequence[Positions]) -> Lag:
    """What waits for the stage now, the newest look last."""
    now, records, waited, at_least = looks[-1], 0, 0.0, False
    for group, part in _parts(stage, now):
        read = max(now.firsts.get(part, 0), now.committed[group][part])
        behind = now.ends.get(part, 0) - read
        if behind > 0:
            since, unseen = _since(part, read, looks)
            records, waited, at_least = records + behind, max(waited, now.at - since), at_least or unseen
    return Lag(records, waited, at_least)


def dead_letters(stage: Stage, seen: Positions) -> int:
    """Records that lie in the stage's dead-letter queues."""
    queues = stage.dead_letters
    return sum(max(0, end - seen.firsts.get(part, 0)) for part, end in seen.ends.items() if part[0] in queues)


def _parts(stage: Stage, seen: Positions) -> list[tuple[str, Part]]:
    """Partitions that a group has read from: of one where it hasn't there is nothing to tell."""
    found = ((group, seen.committed.get(group, {}), set(topics)) for group, topics in stage.groups.items())
    return [(group, part) for group, committed, topics in found for part in committed if part[0] in topics]


def _since(part: Part, offset: int, looks: Sequence[Positions]) -> tuple[float, bool]:
    """When the record at the offset came, as near as our looks tell; and whether it was there at the first of them."""
    low, high = 0, len(looks) - 1
    while low < high:
        middle = (low + high) // 2
        if looks[middle].ends.get(part, 0) > offset:
            high = middle
        else:
            low = middle + 1
    return looks[low].at, low == 0 and len(looks) > 1
