"""The handler of match over fakes, and the records that it gets."""

from collections.abc import Mapping, Sequence
from typing import Any

from rematch_common.consume import Received
from rematch_common.contracts import (
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    CandidateEmbedded,
    CandidateSkill,
    JobClosed,
    JobEmbedded,
    SkillRequirement,
)
from rematch_common.contracts.examples_jobs import EMBEDDED
from rematch_common.contracts.examples_matches import EMBEDDED_CANDIDATES as PEOPLE
from rematch_match.domain.terms import Terms
from rematch_match.ports.circumstances import Circumstances
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.matching import match_over
from tests.fakes.samples import job_id, received
from tests.fakes.store import FakeStore
from tests.fakes.vector_index import FakeVectorIndex
from tests.fakes.vectors import embedding_of


class Matching:
    """The handler over fakes."""

    def __init__(self, model: str = "") -> None:
        self.store, self.index = FakeStore(), FakeVectorIndex()
        self.prevailing = FakePrevailing()
        self.handle = match_over(self.store, self.index, model=model, prevailing=self.prevailing)

    def choose(self, readings: Mapping[str, int] | None = None, **own: Terms) -> None:
        """From now on these terms are in force."""
        self.store.books.settings = {tenant: terms.version for tenant, terms in own.items()}
        self.prevailing.under = Circumstances(own=own, readings=readings or {})

    async def __call__(self, *batch: Received) -> list[Any]:
        """What is told of this batch."""
        before = len(self.store.events)
        assert await self.handle(batch) == ()
        return self.store.events[before:]


def opening(number: int = 1, version: int = 1, skills: Sequence[str] = ("python", "sql"), **fields: Any) -> Received:
    event = EMBEDDED[0].model_copy(
        update={
            "job_id": job_id(number),
            "version": version,
            "skills": tuple(SkillRequirement(id=skill) for skill in skills),
            "embeddings": (embedding_of("python sql"),),
            **fields,
        }
    )
    assert isinstance(event, JobEmbedded)
    return received(EMBEDDED_JOBS, event.key, event)


def closed(number: int = 1, version: int = 2) -> Received:
    event = JobClosed(job_id=job_id(number), version=version, reason="expired")
    return received(EMBEDDED_JOBS, event.key, event)


def candidate(
    name: str = "c-1", version: int = 1, skills: Sequence[str] = ("python", "sql"), **fields: Any
) -> Received:
    event = PEOPLE[0].model_copy(
        update={
            "candidate_id": name,
            "version": version,
            "skills": tuple(CandidateSkill(name=skill) for skill in skills),
            "embeddings": (embedding_of("python sql"),),
            **fields,
        }
    )
    assert isinstance(event, CandidateEmbedded)
    return received(EMBEDDED_CANDIDATES, event.key, event)


def erased(name: str = "c-1", version: int | None = None) -> Received:
    return received(EMBEDDED_CANDIDATES, f"demo/{name}", None, version=version)
