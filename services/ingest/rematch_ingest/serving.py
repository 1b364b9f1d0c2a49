"""Wires postings and imports: how they come in, and how their outcomes come back."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from rematch_common.clock import utc_now
from rematch_common.consume import Handler
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import ERASURE_RECEIPTS, INGEST_OUTCOMES, KEY_USES, RAW_JOBS, RAW_JOBS_BULK
from rematch_common.database import Database
from rematch_common.periodic import every
from rematch_common.wiring import Worker
from rematch_ingest.adapters.postgres_held import PostgresHeld
from rematch_ingest.adapters.postgres_imports import PostgresImports
from rematch_ingest.adapters.postgres_outcomes import PostgresOutcomes
from rematch_ingest.adapters.postgres_replies import KEPT, PostgresReplies
from rematch_ingest.api import Limits, Repeatable
from rematch_ingest.handlers.erasures import with_also
from rematch_ingest.handlers.holding import HeldWhenAway
from rematch_ingest.handlers.imports import TakeUpload, WorkOff
from rematch_ingest.handlers.outcomes import NoteOutcomes
from rematch_ingest.handlers.postings import TakePostings
from rematch_ingest.settings import Settings

# Seconds between two looks for what is too old to be kept, and for uploads that broke off.
_PRUNING = 600.0
_BROKEN_OFF = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PostingsIn:
    """What the API calls."""

    take: TakePostings
    repeatable: Repeatable
    uploads: TakeUpload
    imports: PostgresImports


def postings_in(worker: Worker, settings: Settings, database: Database, beside: Handler) -> PostingsIn:
    """`beside` hears what comes with the outcomes of postings: receipts of erasures, and uses of keys."""
    outcomes, replies, imports = PostgresOutcomes(database), PostgresReplies(database), PostgresImports(database)
    raw = worker.publisher
    held = HeldWhenAway(raw, PostgresHeld(database)) if settings.ingest_hold == "outbox" else raw
    kept = timedelta(days=settings.outcomes_kept)

    async def prune() -> None:
        now = utc_now()
        await replies.prune(now - KEPT)
        await imports.prune(now - kept, now - _BROKEN_OFF)
        await outcomes.prune(now - kept)

    # A batch of outcomes is one statement, so more of them at once cost less.
    told = with_also(NoteOutcomes(outcomes), beside)
    worker.consumes(ConsumerSpec("ingest", (INGEST_OUTCOMES, ERASURE_RECEIPTS, KEY_USES), told, lasting=True))
    worker.writes(RAW_JOBS, RAW_JOBS_BULK)
    worker.in_background(every(settings.imports_every, WorkOff(imports, raw, utc_now)), every(_PRUNING, prune))
    take = TakePostings(held, outcomes, uuid4, utc_now)
    return PostingsIn(take, Repeatable(replies, utc_now), TakeUpload(imports, utc_now), imports)


def limits(settings: Settings) -> Limits:
    return Limits(settings.largest_body, settings.largest_import, settings.most_lines)
