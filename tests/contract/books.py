"""What the API's suites run over: books, catalogues and registers, in memory and on PostgreSQL."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback, match_id_of
from rematch_common.database import Database
from rematch_match.adapters.postgres_book import PostgresBook
from rematch_match.adapters.postgres_catalogue import PostgresCatalogue
from rematch_match.adapters.postgres_register import PostgresApplications, PostgresReactions
from rematch_match.adapters.postgres_requests import PostgresRequests
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.ageing import Fixed
from rematch_match.domain.asks import Asks
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.listing import Head, State
from rematch_match.domain.pairs import Occasion, PairKey
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Scorer
from rematch_match.domain.terms import Terms
from rematch_match.ports.book import Book, Catalogue
from rematch_match.ports.register import Applications, Reactions, Requests
from tests.fakes.book import FakeBook
from tests.fakes.catalogue import FakeCatalogue
from tests.fakes.register import FakeApplications, FakeReactions, FakeRequests
from tests.fakes.samples import NOW, arrivals, job, job_id, person
from tests.fakes.shelf import Shelf

OCCASION = Occasion(NOW, Scorer(Rarity(), lambda _: Terms(), NOW), because="feedback")
JANE, JOHN, EVE = person("jane"), person("john"), person("eve", "second")
PAIR, EVES = (JANE.key, job_id(1)), (EVE.key, job_id(1))
HOUR = timedelta(hours=1)
_TOLD = "SELECT value FROM outbox WHERE topic = $1 ORDER BY seq"
_PUT = """
INSERT INTO matches (tenant_id, candidate_id, job_id, version, state, reason, score, told, told_at, fixed, body,
  match_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
FIXED = Fixed(total=62.5, weight=0.8, recency=0.1, cap=100.0)


@dataclass(frozen=True)
class Library:
    """The ports of the API, and how a test fills what lies behind them. `said`: what leaves for match-feedback."""

    book: Book
    catalogue: Catalogue
    reactions: Reactions
    applications: Applications
    requests: Requests
    put: Callable[..., Awaitable[None]]
    pair: Callable[[Head, Mapping[str, Any]], Awaitable[None]]
    said: Callable[[], Awaitable[list[MatchFeedback]]]
    heard: Callable[[MatchFeedback], Awaitable[None]]
    """What came back from match-feedback."""
    merged: Callable[[UUID, UUID], Awaitable[None]]
    """The younger opening into the elder."""

    async def match(self, key: PairKey, score: float = 70.0, state: State = "active", at: datetime = NOW) -> None:
        """A match as if it had been told."""
        told = {"match_id": str(match_id_of(*key[0], key[1])), "matched_skills": ["python"], "missing_skills": ["go"]}
        # One that waits for room was never told.
        await self.pair(Head(key, 1, state, score, at, FIXED, None if state == "displaced" else score), told)


def opening(number: int, title: str = "Data Engineer", hours: int = 0, **asks: Any) -> JobFacts:
    told: dict[str, Any] = {"title": title, "company": "Nordlicht Energie GmbH", "posted_at": NOW - hours * HOUR} | asks
    return job(number, asks=Asks(**told), text=f"We look for a {title} who knows the grid.")


def in_memory() -> Library:
    shelf = Shelf()

    async def put(*facts: JobFacts | CandidateFacts) -> None:
        shelf.put(*facts)

    async def pair(head: Head, body: Mapping[str, Any]) -> None:
        posted_at = shelf.jobs[head.key[1]].asks.posted_at
        shelf.heads[head.key], shelf.bodies[head.key] = replace(head, posted_at=posted_at), body

    async def said() -> list[MatchFeedback]:
        return list(shelf.said)

    async def heard(feedback: MatchFeedback) -> None:
        shelf.say(feedback)

    async def merged(younger: UUID, elder: UUID) -> None:
        shelf.aliases[younger] = elder

    register = (FakeReactions(shelf), FakeApplications(shelf), FakeRequests(shelf))
    return Library(FakeBook(shelf), FakeCatalogue(shelf), *register, put, pair, said, heard, merged)


def in_postgres(database: Database) -> Library:
    store = PostgresStore(database)

    async def put(*facts: JobFacts | CandidateFacts) -> None:
        await store.write(arrivals(*facts))

    async def pair(head: Head, body: Mapping[str, Any]) -> None:
        async with database.transaction([head.key[0][0]]) as connection:
            await connection.execute(_PUT, *_row_of(head, body))

    async def said() -> list[MatchFeedback]:
        async with database.transaction() as connection:
            rows = await connection.fetch(_TOLD, MATCH_FEEDBACK.name)
        return [MatchFeedback.model_validate_json(row["value"]) for row in rows]

    async def heard(feedback: MatchFeedback) -> None:
        await store.react([feedback], OCCASION)

    async def merged(younger: UUID, elder: UUID) -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO aliases VALUES ($1, $2, 1)", younger, elder)

    register = (PostgresReactions(store), PostgresApplications(database, store), PostgresRequests(database))
    return Library(PostgresBook(database), PostgresCatalogue(database), *register, put, pair, said, heard, merged)


def _row_of(head: Head, body: Mapping[str, Any]) -> tuple[object, ...]:
    fixed = None if head.fixed is None else orjson.dumps(head.fixed).decode()
    known = (head.version, head.state, head.reason, head.score, head.told, head.told_at)
    return (
        *head.key[0],
        head.key[1],
        *known,
        fixed,
        orjson.dumps(body).decode(),
        match_id_of(*head.key[0], head.key[1]),
    )
