"""Wires what notes how people are served, what tells it, and what acts upon it."""

import asyncio

from rematch_common.bulk import Quiet
from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.periodic import every
from rematch_common.wiring import Worker
from rematch_match.adapters.postgres_history import PostgresHistory
from rematch_match.adapters.postgres_learned import PostgresLearned
from rematch_match.domain.terms import Terms
from rematch_match.handlers.noting import NoteShown
from rematch_match.handlers.quality import Quality, TellQuality, hush
from rematch_match.handlers.watch_learned import WatchLearned
from rematch_match.ports.circumstances import Prevailing
from rematch_match.settings import Settings

# Seconds until what people were shown is written.
_NOTING = 1.0
# Seconds until it is asked again: by a replica whether it is the one that tells, by that one whether there is time.
_TURN = 30.0


def noting(worker: Worker, database: Database) -> NoteShown:
    notes = NoteShown(PostgresHistory(database))
    worker.with_resource(notes)
    worker.in_background(every(_NOTING, notes.write))
    return notes


def quality_of(settings: Settings, database: Database) -> Quality:
    return Quality(PostgresHistory(database), settings.quality_people, utc_now)


def tell_quality(worker: Worker, settings: Settings, database: Database, prevailing: Prevailing, free: Quiet) -> None:
    """By one replica, until it ends or can't reach the database: otherwise several would tell, each as of another
    time."""
    tell, models = TellQuality(quality_of(settings, database), free), learned_of(settings, database)
    watch = WatchLearned(PostgresHistory(database), models, prevailing, settings.quality_people, utc_now)

    async def tell_alone() -> None:
        try:
            async with database.session_lock("match.quality") as held:
                while held:
                    told = await tell()
                    if told:
                        await watch()
                    await asyncio.sleep(settings.quality_every if told else _TURN)
        finally:
            hush()

    worker.in_background(every(_TURN, tell_alone))


def learned_of(settings: Settings, database: Database) -> PostgresLearned:
    return PostgresLearned(database, Terms(least=settings.min_score, oldest_days=settings.most_days))
