"""Wires match: plain code, real adapters."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from rematch_common.bulk import Quiet
from rematch_common.clock import utc_now
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import (
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    ERASURE_RECEIPTS,
    MATCH_FEEDBACK,
    MATCHES,
    TENANTS,
    Introduction,
    Trigger,
)
from rematch_common.database import Database
from rematch_common.migrate import Migrations
from rematch_common.outbox import Outbox, draining
from rematch_common.periodic import every
from rematch_common.reconcile import Reconciler
from rematch_common.rewind import rewind
from rematch_common.service import Service, Step
from rematch_common.topic_admin import TopicRefused, make_topic_like
from rematch_common.wiring import Worker
from rematch_match.adapters.facts_cache import FactsCache
from rematch_match.adapters.postgres_ageing import PostgresAgeing
from rematch_match.adapters.postgres_backlog import PostgresBacklog
from rematch_match.adapters.postgres_circumstances import PostgresCircumstances
from rematch_match.adapters.postgres_directory import PostgresDirectory
from rematch_match.adapters.postgres_history import PostgresHistory
from rematch_match.adapters.postgres_index_work import PostgresIndexWork
from rematch_match.adapters.postgres_models import PostgresModels
from rematch_match.adapters.postgres_own_topics import PostgresOwnTopics
from rematch_match.adapters.postgres_store import PostgresStore
from rematch_match.adapters.postgres_tenants import PostgresTenants
from rematch_match.adapters.postgres_unread import PostgresUnread
from rematch_match.adapters.reading_anew import ReadingAnew
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.terms import Terms
from rematch_match.handlers.backlog import Again, Anew, WorkOff
from rematch_match.handlers.feedback import TakeFeedback, with_feedback
from rematch_match.handlers.follow_model import FollowModel
from rematch_match.handlers.looking import Known, Look
from rematch_match.handlers.match import Match
from rematch_match.handlers.own_topics import GiveTopics, KeepTopics
from rematch_match.handlers.own_words import ReadAnew
from rematch_match.handlers.pruning import Prune
from rematch_match.handlers.refilling import refill
from rematch_match.handlers.reindexing import Reindex
from rematch_match.handlers.retrieving import Bounds, Retrieve, Sources
from rematch_match.handlers.settings import LearnSettings
from rematch_match.handlers.sweep import Settle, Sweep
from rematch_match.indexing import indexed
from rematch_match.judging import open_court
from rematch_match.measuring import tell_quality
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ruling import Matching, give_verdicts, verdict_terms
from rematch_match.serving import Parts, serve
from rematch_match.settings import Settings

NAME = "match"
TOPICS = (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK)
MIGRATIONS = Path(__file__).parent / "migrations"
# Seconds between two looks for requests that ended long ago.
_PRUNING = 3_600.0
# Seconds until it is looked for what is asked for of the indexes.
_INDEX = 2.0
# Seconds until a topic that could not be followed is tried again.
_REPAIR = 5.0


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations.by(settings, NAME, MIGRATIONS))
    outbox = worker.outbox(database)
    terms = Terms(least=settings.min_score, oldest_days=settings.most_days, verdicts=verdict_terms(settings))
    store, index = PostgresStore(database), indexed(worker, settings, database, NAME)
    prevailing = PostgresCircumstances(database, terms)
    worker.with_resource(Step(lambda: refill(store, index)))
    worker.with_resource(_reading_anew(settings, database))
    parts = Parts(database, store, index, outbox, prevailing, open_court(worker, settings))
    match = _matching(worker, settings, parts)
    feedback = TakeFeedback(store, PostgresHistory(database), prevailing, utc_now)
    fresh = worker.consumes(ConsumerSpec(NAME, TOPICS, draining(with_feedback(match, feedback), outbox)))
    worker.writes(MATCHES, ERASURE_RECEIPTS)
    worker.follows(TENANTS, LearnSettings(PostgresTenants(database, terms), utc_now))
    anew = Anew(ReadAnew(PostgresUnread(database), prevailing), _again(match, outbox))
    backlog, aged = PostgresBacklog(database), _settle(match, outbox, "replay")
    worker.in_background(
        every(settings.backlog_every, WorkOff(backlog, anew, Quiet(fresh), utc_now)),
        every(_PRUNING, Prune(backlog, Quiet(fresh), utc_now)),
        every(settings.sweep_every, Sweep(PostgresAgeing(database), aged, Quiet(fresh), utc_now)),
        every(settings.rarity_every / 15, _snapshots(prevailing, settings.rarity_every)),
        Reconciler(MATCHES.name, database, outbox, settings.kafka_bootstrap).run,
        _own_topics(settings, database, outbox),
        _reindexing(database, parts, Quiet(fresh)),
    )
    _serve(worker, settings, parts, Quiet(fresh))
    give_verdicts(worker, settings, parts.court, Matching(prevailing, _settle(match, outbox, "verdict"), fresh))
    _follow_models(worker, settings, parts, match)
    return worker.service(settings.http_port)


def _serve(worker: Worker, settings: Settings, parts: Parts, free: Quiet) -> None:
    """The API, and how good is what it shows."""
    serve(worker, settings, parts)
    tell_quality(worker, settings, parts.database, parts.prevailing, free)


def _reindexing(database: Database, parts: Parts, free: Quiet) -> Callable[[], Awaitable[None]]:
    """By one replica at a time."""
    works = PostgresIndexWork(database)
    reindex = Reindex(works, (parts.store, parts.index), free, utc_now)

    async def reindex_alone() -> None:
        if await works.first() is not None:
            async with database.session_lock("match.index") as held:
                if held:
                    await reindex()

    return every(_INDEX, reindex_alone)


def _reading_anew(settings: Settings, database: Database) -> Step:
    topics = (EMBEDDED_JOBS.name, EMBEDDED_CANDIDATES.name)
    return Step(ReadingAnew(database, partial(rewind, settings.kafka_bootstrap, NAME, topics)))


def _matching(worker: Worker, settings: Settings, parts: Parts) -> Match:
    directory = PostgresDirectory(parts.database)
    facts = FactsCache(directory, settings.people_cached, settings.postings_cached)
    bounds = Bounds(settings.retrieved, settings.most_pairs, settings.retrieved)
    retrieve = Retrieve(Sources(directory, parts.index, facts), bounds)
    worker.in_background(every(settings.count_every, retrieve.count_anew))
    look = Look(retrieve, parts.store, Known(directory, facts), parts.prevailing)
    return Match(parts.store, parts.index, look, utc_now, settings.match_model)


def _again(match: Match, outbox: Outbox) -> Again:
    async def again(people: Sequence[CandidateKey], because: Trigger) -> None:
        await match.again(people, because)
        await outbox.drain()

    return again


def _settle(match: Match, outbox: Outbox, because: Trigger) -> Settle:
    async def settle(pairs: Sequence[PairKey]) -> None:
        await match.settle(pairs, because)
        await outbox.drain()

    return settle


def _snapshots(prevailing: Prevailing, seconds: float) -> Callable[[], Awaitable[None]]:
    async def count_anew() -> None:
        await prevailing.take_snapshot(utc_now(), timedelta(seconds=seconds))

    return count_anew


def _own_topics(settings: Settings, database: Database, outbox: Outbox) -> Callable[[], Awaitable[None]]:
    """By one replica at a time, which also repairs those topics."""
    own = PostgresOwnTopics(database)

    async def make(topic: str) -> str | None:
        try:
            await make_topic_like(settings.kafka_bootstrap, topic, MATCHES.name)
        except TopicRefused as refused:
            return str(refused)
        return None

    async def repair(topic: str) -> None:
        await every(_REPAIR, Reconciler(topic, database, outbox, settings.kafka_bootstrap).follow)()

    keep = KeepTopics(own, GiveTopics(own, make, outbox.drain, utc_now), repair, settings.own_topics_every)

    async def keep_alone() -> None:
        async with database.session_lock("match.own-topics") as held:
            if held:
                await keep()

    return every(settings.own_topics_every, keep_alone)


def _follow_models(worker: Worker, settings: Settings, parts: Parts, match: Match) -> None:
    if settings.match_introducing:
        # In the same process, since one process may open the embedded index.
        introduction = Introduction(settings.match_introducing)
        models = PostgresModels(parts.database)
        follow = draining(FollowModel(introduction.model, models, parts.index, match.work_on), parts.outbox)
        worker.consumes(ConsumerSpec(introduction.follower, introduction.writes, follow))
