"""What happens from one night's batch to the next: what comes when. The same size gives the same day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from bench.nightly_people import Size, job_id, person, posting, tenant_of
from rematch_common.codec import Stamp, encode
from rematch_common.consume import Received
from rematch_common.contracts import EMBEDDED_CANDIDATES, EMBEDDED_JOBS, CandidateEmbedded, JobClosed, JobEmbedded
from rematch_common.records import Record
from rematch_match.domain.facts import CandidateKey

BEGIN = datetime(2026, 3, 10, 2, tzinfo=UTC)
DAY = 86_400.0
END = BEGIN + timedelta(seconds=DAY)
# Half of the postings come one by one, half in what a crawl brings at once.
_A_CRAWL, _CRAWLED = 25, 0.5
_CLOSE, _MOVE, _CHANGE = 0.05, 0.02, 0.05
# How long they had been on their platform when they came, in days.
_KNOWN_FOR = 2.0


@dataclass(frozen=True, slots=True)
class Happening:
    """`at`: seconds from the beginning of the day."""

    at: float
    number: int
    what: str
    """posted, moved (another version of a posting), closed, or changed (another version of a person)."""


@dataclass
class Day:
    """A day of that size."""

    size: Size
    happenings: list[Happening] = field(init=False)

    def __post_init__(self) -> None:
        self.happenings = sorted(_happenings(self.size), key=lambda one: (one.at, one.what, one.number))

    def event(self, one: Happening) -> JobEmbedded | JobClosed | CandidateEmbedded:
        if one.what == "changed":
            return person(one.number, self.size, 2)
        if one.what == "closed":
            return JobClosed(job_id=job_id(one.number), version=3, reason="filled")
        return self._posting(one)

    def _posting(self, one: Happening) -> JobEmbedded:
        came = BEGIN + timedelta(seconds=one.at)
        known = np.random.default_rng([41, one.number]).exponential(_KNOWN_FOR)
        event = posting(one.number, self.size, 1 if one.what == "posted" else 2)
        return event.model_copy(update={"first_seen": came, "posted_at": BEGIN - timedelta(days=known)})

    def last_words(self) -> dict[UUID | CandidateKey, float]:
        """Of every opening, and of everybody who changed, when the last came that was told of it."""
        said: dict[UUID | CandidateKey, float] = {}
        for one in self.happenings:
            said[self.about(one)] = one.at
        return said

    def about(self, one: Happening) -> UUID | CandidateKey:
        if one.what != "changed":
            return job_id(one.number)
        return tenant_of(one.number, self.size.people), f"c-{one.number}"

    def asked(self) -> dict[str, int]:
        """How many of the day's postings ask for each skill: what yesterday's would tell of rarity, too."""
        counts: dict[str, int] = {}
        for number in range(self.size.postings):
            for skill in posting(number, self.size).skills:
                counts[skill.id] = counts.get(skill.id, 0) + 1
        return counts


def received(event: JobEmbedded | JobClosed | CandidateEmbedded) -> Received:
    """As the consumer hands it on, decoded."""
    topic = EMBEDDED_CANDIDATES if isinstance(event, CandidateEmbedded) else EMBEDDED_JOBS
    sent = encode(topic, event.key, event, Stamp("rematch/bench", BEGIN))
    return Received(Record(sent.topic, 0, 0, 0, sent.key, None, sent.headers), event)


def _happenings(size: Size) -> Iterator[Happening]:
    chance = np.random.default_rng(51)
    for number, came in enumerate(_arrivals(chance, size.postings)):
        yield Happening(came, number, "posted")
        moves, closes = chance.random(2)
        later = np.sort(chance.uniform(came, DAY, 2))
        if moves < _MOVE:
            yield Happening(float(later[0]), number, "moved")
        if closes < _CLOSE:
            yield Happening(float(later[1]), number, "closed")
    for number in range(size.people):
        if chance.random() < _CHANGE:
            yield Happening(float(chance.uniform(0, DAY)), number, "changed")


def _arrivals(chance: np.random.Generator, count: int) -> Sequence[float]:
    crawled = int(count * _CRAWLED)
    at_once = np.repeat(chance.uniform(0, DAY, -(-crawled // _A_CRAWL)), _A_CRAWL)[:crawled]
    return [float(at) for at in np.concatenate([at_once, chance.uniform(0, DAY, count - crawled)])]
