"""Wires notify: plain code, real adapters."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import ERASURE_RECEIPTS, MATCHES, is_own_topic
from rematch_common.migrate import Migrations
from rematch_common.periodic import every
from rematch_common.service import Service, Step
from rematch_common.topic_admin import topics_there
from rematch_common.topic_list import TopicList
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_notify.adapters.channels.log import LogChannel
from rematch_notify.adapters.live_feed import LiveFeed
from rematch_notify.adapters.postgres_deliveries import PostgresDeliveries
from rematch_notify.adapters.postgres_forgotten import PostgresForgotten
from rematch_notify.api import add_routes
from rematch_notify.handlers.forget import Forget, forgetting
from rematch_notify.handlers.notify import Notify
from rematch_notify.ports.deliveries import Teller
from rematch_notify.settings import Settings

NAME = "notify"
_MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings, channels: Sequence[Teller] = (LogChannel(),)) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations(settings.owner_url, NAME, _MIGRATIONS))
    worker.publishing()
    keys = worker.keys(database)
    own = TopicList(MATCHES, is_own_topic, partial(topics_there, settings.kafka_bootstrap))
    worker.with_resource(Step(own.look))
    feed = LiveFeed(settings.kafka_bootstrap, worker.stop, own)
    worker.in_background(feed.run, every(settings.own_topics_every, own.look))
    add_routes(worker.api, feed.of, keys.holds)
    notify = Notify(channels, PostgresDeliveries(database), utc_now)
    forget = Forget(PostgresForgotten(database), utc_now)
    worker.consumes(ConsumerSpec(NAME, (MATCHES, ERASURE_RECEIPTS), forgetting(notify, forget), also=own))
    worker.writes(ERASURE_RECEIPTS)
    return worker.service(settings.http_port)
