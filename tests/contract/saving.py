"""Candidates as a test wants them, saved one tenant at a time."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.contracts import CandidateChanged
from rematch_common.database import Database
from rematch_ingest.adapters.postgres_candidates import PostgresCandidates
from rematch_ingest.adapters.sealed import Sealed
from rematch_ingest.domain.people import Change, Decide, Private, Written


async def saved(database: Database, candidates: Sequence[CandidateChanged], now: datetime) -> list[CandidateChanged]:
    """All of one tenant."""
    store = PostgresCandidates(database, Sealed([b"k" * 32]))
    changes = [Change(one.candidate_id, as_it_is(one)) for one in candidates]
    return [person.facts for person in await store.change(candidates[0].tenant_id, changes, now)]


def as_it_is(candidate: CandidateChanged) -> Decide:
    return lambda _: Written(candidate, Private())
