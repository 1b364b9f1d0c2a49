"""Wires notify: plain code, real adapters."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rematch_common.contracts import MATCHES, is_own_topic
from rematch_common.migrate import Migrations
from rematch_common.periodic import every
from rematch_common.service import Service, Step
from rematch_common.topic_admin import topics_there
from rematch_common.topic_list import TopicList
from rematch_common.wiring import Worker
from rematch_notify.adapters.channels.log import LogChannel
from rematch_notify.adapters.live_feed import LiveFeed
from rematch_notify.adapters.resuming import ResumedFeed
from rematch_notify.api import add_routes, stream, subscriptions
from rematch_notify.delivering import Parts, channels_of, delivering
from rematch_notify.ports.deliveries import Teller
from rematch_notify.serving import Hearing, kept, matching, subscribing, tidying
from rematch_notify.settings import Settings

NAME = "notify"
MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, tellers: Sequence[Teller] = (LogChannel(),)) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations.by(settings, NAME, MIGRATIONS))
    outbox = worker.outbox(database)
    keys = worker.keys(database)
    own = TopicList(MATCHES, is_own_topic, partial(topics_there, settings.kafka_bootstrap))
    worker.with_resource(Step(own.look))
    feed = LiveFeed(settings.kafka_bootstrap, worker.stop, own)
    worker.in_background(feed.run, every(settings.own_topics_every, own.look))
    ledger, channels = kept(worker, settings, database), channels_of(settings)
    leaving = delivering(worker, settings, Parts(database, ledger.sealer, outbox), channels)
    handlers = subscribing(ledger, settings, channels, leaving)
    add_routes(
        worker.api,
        stream.routes(ResumedFeed(feed, settings.kafka_bootstrap), keys.holds),
        subscriptions.routes(handlers),
    )
    matching(worker, database, ledger, Hearing(tellers, own, settings.told_until))
    tidying(worker, settings, database)
    return worker.service(settings.http_port)
