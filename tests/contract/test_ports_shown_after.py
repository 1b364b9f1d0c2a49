"""What is shown of a match and of an opening once they are over: what was said of them last."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from rematch_common.database import Database
from rematch_match.adapters.postgres_book import PostgresBook
from rematch_match.adapters.postgres_catalogue import PostgresCatalogue
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion, PairKey, Scored
from tests.contract.books import Library, opening
from tests.fakes.occasions import occasion
from tests.fakes.samples import NOW, arrivals, gone, job_id, person
from tests.servers import Postgres

PAIR: PairKey = (("demo", "c-1"), job_id(1))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    async with postgres.database("match") as database:
        yield database


async def test_a_closed_opening_keeps_all_that_is_shown_of_it(library: Library) -> None:
    before = opening(1)
    await library.put(before)
    await library.put(gone(1))
    closed = await library.catalogue.opening(job_id(1))
    assert closed is not None
    assert (closed.alive, closed.version) == (False, 2)
    assert (closed.card, closed.asks, closed.text) == (before.card, before.asks, before.text)
    assert (closed.required, closed.preferred) == (before.required, before.preferred)


@pytest.mark.stack
async def test_a_withdrawn_match_shows_what_was_announced_last(database: Database) -> None:
    store, book = PostgresStore(database), PostgresBook(database)
    await _settled(store, opening(1), person("c-1"), on=occasion())
    before = (await book.bodies([PAIR]))[PAIR]
    assert before["matched_skills"] and before["explanation"]["summary"]
    await _settled(store, gone(1), on=Occasion(LATER, occasion().scorer))
    head = await book.pair(PAIR)
    assert head is not None
    assert (head.state, head.reason, head.version, head.told_at) == ("withdrawn", "job_closed", 2, LATER)
    assert (await book.bodies([PAIR]))[PAIR] == before
    assert await book.named("demo", before["match_id"]) == PAIR
    closed = await PostgresCatalogue(database).opening(job_id(1))
    assert closed is not None and closed.card["title"] == "Data Engineer"


async def _settled(store: PostgresStore, *facts: JobFacts | CandidateFacts, on: Occasion) -> None:
    work = await store.write(arrivals(*facts))
    await store.settle([Scored.unseen(PAIR)], work, on)
