"""Pairs of ads that reach two workers at the same moment: two of one opening, or two that only look like it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import orjson

from bench.ad_words import PLACES
from bench.ads import Ad, ad
from rematch_common.contracts import RAW_JOBS
from rematch_common.records import Outgoing
from tests.reliability.harness.ledger import AdKey

# Days ago, so that nothing expires meanwhile; one moment for all: neither half is the older one.
_SEEN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=5)
_AGENCIES = ("Northgate Recruitment", "Brightpath Staffing", "Hollis Personnel", "Quayside Recruitment")
_ORNAMENTS = ("{} (m/f/d)", "{} - urgently needed!", "*** {} ***", "NEW: {}")


@dataclass(frozen=True)
class Pair:
    """Two ads, and whether they are one opening. Each pair is a firm of its own."""

    kind: str
    ads: tuple[Ad, Ad]
    same: bool

    @property
    def keys(self) -> frozenset[AdKey]:
        return frozenset((half.source, half.external_id) for half in self.ads)

    @property
    def openings(self) -> list[frozenset[AdKey]]:
        """The ads of each opening that there must be in the end."""
        return [self.keys] if self.same else [frozenset((key,)) for key in self.keys]

    @property
    def records(self) -> tuple[Outgoing, Outgoing]:
        one, other = (_record(half) for half in self.ads)
        return one, other


def _elsewhere(first: Ad) -> Ad:
    """In the next place that is called otherwise."""
    here = [place for place, _ in PLACES].index(first.location)
    return replace(first, location=PLACES[(here + 1) % len(PLACES)][0])


def _by(agency: str, first: Ad) -> Ad:
    """An agency doesn't say for whom it recruits."""
    told = tuple(text.replace(first.company, "our client") for text in first.paragraphs)
    return replace(first, company=agency, paragraphs=told)


def _one_of(choices: Sequence[str], first: Ad) -> str:
    return Random(first.external_id).choice(choices)


# What the other half makes of the first one.
SAME: Mapping[str, Callable[[Ad], Ad]] = {
    "copy": lambda first: first,
    "format": lambda first: replace(first, html=not first.html),
    "partial": lambda first: replace(first, paragraphs=first.paragraphs[1:3], needs=first.needs[:3]),
    "title": lambda first: replace(first, title=_one_of(_ORNAMENTS, first).format(first.title)),
    "agency": lambda first: _by(_one_of(_AGENCIES, first), first),
}
LOOK_ALIKE: Mapping[str, Callable[[Ad], Ad]] = {"city": _elsewhere}


def make(run: str, count: int, seed: int) -> list[Pair]:
    """So many pairs, each kind as often as the next, the other half as often in the first place as in the second."""
    random = Random(f"{run}/{seed}")
    kinds = [*SAME, *LOOK_ALIKE]
    return [_pair(run, number, kinds[number % len(kinds)], random) for number in range(count)]


def _pair(run: str, number: int, kind: str, random: Random) -> Pair:
    first = ad(number, number, _SEEN)
    other = {**SAME, **LOOK_ALIKE}[kind](first)
    boards = random.sample(("board", "jobs", "openings"), 2)
    one, two = (replace(half, source=f"{run}-{name}") for half, name in zip((first, other), boards, strict=True))
    return Pair(kind, (one, two) if random.random() < 0.5 else (two, one), kind in SAME)


def _record(half: Ad) -> Outgoing:
    key = f"{half.source}:{half.external_id}".encode()
    return Outgoing(RAW_JOBS.name, key, orjson.dumps(half.record(_SEEN)))


def faults(pairs: Sequence[Pair], openings: Iterable[frozenset[AdKey]], where: str) -> Iterator[str]:
    """`openings`: the ads of each opening that is open in the end."""
    wanted = Counter(keys for pair in pairs for keys in pair.openings)
    found = Counter(openings)
    kinds = {key: pair.kind for pair in pairs for key in pair.keys}
    for keys in (wanted - found).elements():
        yield f"{where}: no open opening of {_named(keys, kinds)}"
    for keys in (found - wanted).elements():
        yield f"{where}: one open opening too many, of {_named(keys, kinds)}"


def completed(pairs: Sequence[Pair], told: Iterable[frozenset[AdKey]]) -> list[frozenset[AdKey]]:
    """An ad that changes nothing about its opening is not told: those that are stand for the opening that they must
    be of; where they must not be of one, for themselves."""
    due = {key: keys for pair in pairs for keys in pair.openings for key in keys}
    found = [(keys, {due.get(key, frozenset()) for key in keys}) for keys in told]
    return [openings.pop() if len(openings) == 1 else keys for keys, openings in found]


def _named(keys: frozenset[AdKey], kinds: Mapping[AdKey, str]) -> list[str]:
    return sorted(f"{kinds.get(key, 'unknown')} {':'.join(key)}" for key in keys)
