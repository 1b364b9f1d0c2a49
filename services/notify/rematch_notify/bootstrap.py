"""Wires notify: plain code, real adapters."""

from pathlib import Path

from rematch_common.clock import utc_now
from rematch_common.contracts import ERASURE_RECEIPTS, MATCHES
from rematch_common.migrate import Migrations
from rematch_common.service import Service
from rematch_common.wiring import ConsumerSpec, Worker
from rematch_notify.adapters.live_feed import LiveFeed
from rematch_notify.adapters.log_channel import LogChannel
from rematch_notify.adapters.postgres_deliveries import PostgresDeliveries
from rematch_notify.adapters.postgres_forgotten import PostgresForgotten
from rematch_notify.api import add_routes
from rematch_notify.handlers import Forget, Notify, forgetting
from rematch_notify.settings import Settings

NAME = "notify"
_MIGRATIONS = Path(__file__).parent / "migrations"


def build(settings: Settings) -> Service:
    worker = Worker(NAME, settings)
    database = worker.database(settings, Migrations(settings.owner_url, NAME, _MIGRATIONS))
    worker.publishing()
    keys = worker.keys(database)
    feed = LiveFeed(settings.kafka_bootstrap, worker.stop)
    worker.in_background(feed.run)
    add_routes(worker.api, feed.of, keys.holds)
    notify = Notify([LogChannel()], PostgresDeliveries(database), utc_now)
    forget = Forget(PostgresForgotten(database), utc_now)
    worker.consumes(ConsumerSpec(NAME, (MATCHES, ERASURE_RECEIPTS), forgetting(notify, forget)))
    worker.writes(ERASURE_RECEIPTS)
    return worker.service(settings.http_port)
