"""Somebody's words on openings, drawn at random or made by hand."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from rematch_common.contracts.feedback import Action
from rematch_match.domain.asks import Asks
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.tastes.alike import REMOTE, Alike, alike
from rematch_match.domain.tastes.saying import Said
from rematch_match.domain.tastes.tilt import Opening, Tastes, Tilt, tilt_of
from rematch_match.domain.titles import places_named, read_title
from tests.fakes.samples import job, job_id, person
from tests.unit.match.matching import NOW

DAY = 86_400.0
LIKES: tuple[Action, ...] = ("saved", "shortlisted", "applied", "interviewed", "offered", "hired", "thumbs_up")
NOES: tuple[Action, ...] = ("rejected", "thumbs_down")
KINDS = [
    Alike("nordlicht", "data-engineer", frozenset({"de/berlin"})),
    Alike("nordlicht", "nurse", frozenset({"de/berlin", "de/potsdam"})),
    Alike("hafen", "data-engineer", frozenset({REMOTE})),
    Alike(None, "data-engineer", frozenset({"de/potsdam", "de/munich"})),
    Alike("hafen", None, frozenset()),
    Alike(),
]


def word(number: int, action: Action = "saved", days: float = 0.0, relevance: int | None = None) -> Said:
    """Of opening `number`, which is of the kind that its number names; said so many days before now."""
    return Said(job_id(number), action, relevance, NOW.timestamp() - days * DAY, KINDS[number % len(KINDS)])


def words(most: int = 30) -> st.SearchStrategy[list[Said]]:
    actions = st.sampled_from((*LIKES, *NOES, "viewed"))
    rated = st.builds(word, st.integers(0, 20), st.just("rated"), st.integers(0, 150), st.integers(1, 5))
    return st.lists(st.builds(word, st.integers(0, 20), actions, st.integers(0, 150)) | rated, max_size=most)


def openings() -> st.SearchStrategy[Opening]:
    """Some of them are among those that are spoken of."""
    posted = st.integers(-5, 60).map(lambda days: NOW.timestamp() - days * DAY)
    return st.builds(Opening.of, st.integers(0, 40).map(job_id), posted, st.sampled_from(KINDS))


def opening(kind: int = 0, days: float = 0.0) -> Opening:
    return Opening.of(job_id(99), NOW.timestamp() - days * DAY, KINDS[kind])


def tilted(said: Sequence[Said], what: Opening | None = None, share: float = 1.0) -> Tilt | None:
    return tilt_of(Tastes.of(said), what or opening(), share)


def points(said: Sequence[Said], what: Opening | None = None) -> float:
    found = tilted(said, what)
    return found.points if found else 0.0


def asked(title: str = "Data Engineer", company: str = "Nordlicht GmbH", where: str = "Berlin, Germany") -> Asks:
    read, told = read_title(title), {"title": title, "company": company, "places": places_named([where])}
    return Asks(title_core=read.core, occupation=read.occupation, posted_at=NOW - timedelta(days=1), **told)  # type: ignore[arg-type]


def of(opening: JobFacts, action: Action, days: float = 0.0, again: UUID | None = None) -> Said:
    """A word on an opening of these asks, by default on another one than this."""
    return Said(again or job_id(7), action, None, NOW.timestamp() - days * DAY, alike(opening.asks))


def taster(*said: Said, name: str = "c-1", **fields: Any) -> CandidateFacts:
    return person(name, tastes=Tastes.of(said), reacted=len(said), **fields)


def wanted(number: int = 1, asks: Asks | None = None, **fields: Any) -> JobFacts:
    return job(number, asks=asks or asked(), **fields)
