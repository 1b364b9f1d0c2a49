"""Wires MATCH: what is read, and what is held of it for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from rematch_common.clock import utc_now
from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import ALERTS, DEDUPED_JOBS, ERASURE_RECEIPTS, MATCHES, JobClosed
from rematch_common.database import Database
from rematch_common.periodic import every
from rematch_common.sealing import Sealer
from rematch_common.service import Step
from rematch_common.topic_list import TopicList
from rematch_common.wiring import Worker
from rematch_notify.adapters.postgres_deliveries import PostgresDeliveries
from rematch_notify.adapters.postgres_forgotten import PostgresForgotten
from rematch_notify.adapters.postgres_messages import PostgresMessages
from rematch_notify.adapters.postgres_retention import PostgresRetention
from rematch_notify.adapters.postgres_subscriptions import PostgresSubscriptions
from rematch_notify.adapters.postgres_tellings import PostgresTellings
from rematch_notify.api.subscriptions import Subscribing
from rematch_notify.domain.wishes import Rules
from rematch_notify.handlers.forget import Forget, forgetting
from rematch_notify.handlers.hold import Beside, Hold
from rematch_notify.handlers.notify import Notify
from rematch_notify.handlers.subscribe import Subscribe
from rematch_notify.handlers.trying import LinksOf, Try
from rematch_notify.ports.channel import Channel
from rematch_notify.ports.deliveries import Teller
from rematch_notify.settings import Settings

# Of openings notify wants to know which became one, and which are gone.
READS = (MATCHES, ERASURE_RECEIPTS, replace(DEDUPED_JOBS, wanted=(JobClosed,)), ALERTS)
# Seconds between two looks for what has been kept long enough.
_PRUNING = 600.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of subscriptions, and what opens their addresses."""

    subscriptions: PostgresSubscriptions
    tellings: PostgresTellings
    messages: PostgresMessages
    sealer: Sealer


def kept(worker: Worker, settings: Settings, database: Database) -> Kept:
    sealer = Sealer(settings.seals_by)
    worker.with_resource(sealer)
    stores = PostgresSubscriptions(database, sealer), PostgresTellings(database), PostgresMessages(database)
    return Kept(*stores, sealer)


def subscribing(ledger: Kept, settings: Settings, channels: Mapping[str, Channel], links: LinksOf) -> Subscribing:
    """What the routes call. `links`: those that every message has."""
    rules = Rules(channels.keys(), settings.webhooks_insecure)
    subscribe = Subscribe(ledger.subscriptions, rules, settings.subscriptions_of_tenant, uuid4, utc_now)
    test = Try(ledger.subscriptions, channels, links, uuid4, utc_now)
    return Subscribing(subscribe, ledger.subscriptions, ledger.messages, ledger.tellings, test)


@dataclass(frozen=True)
class Hearing:
    """`tellers` tell of every match, `own` are tenants' own topics of matches. See Hold for `told_until`."""

    tellers: Sequence[Teller]
    own: TopicList
    told_until: datetime | None


def matching(worker: Worker, database: Database, ledger: Kept, hearing: Hearing) -> None:
    """The consumer."""
    parts = ledger.subscriptions, ledger.tellings, utc_now, hearing.told_until
    notify = Notify(hearing.tellers, PostgresDeliveries(database), Hold(*parts), utc_now)
    beside = Beside(*parts)
    if hearing.told_until is not None:
        worker.with_resource(Step(partial(ledger.tellings.count_as_told, hearing.told_until)))
    forget = Forget(PostgresForgotten(database), utc_now)
    worker.consumes(ConsumerSpec(worker.name, READS, forgetting(notify, beside, forget), also=hearing.own))
    worker.writes(ERASURE_RECEIPTS)


def tidying(worker: Worker, settings: Settings, database: Database) -> None:
    retention, days = PostgresRetention(database), timedelta(days=settings.messages_kept)

    async def prune() -> None:
        await retention.prune(utc_now() - days)

    worker.in_background(every(_PRUNING, prune))
