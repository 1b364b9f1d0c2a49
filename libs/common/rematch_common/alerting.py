"""An alert as it is published, and the two ways that it takes: at once, or with the service's own outbox."""

import secrets
from collections.abc import Awaitable, Callable

from rematch_common.codec import Stamp, encode
from rematch_common.consume import Publisher
from rematch_common.contracts import ALERTS, Alert
from rematch_common.database import Database
from rematch_common.outbox import Outbox, write
from rematch_common.records import Entry, Outgoing
from rematch_common.tracing import new_traceparent

Tell = Callable[[Alert], Awaitable[None]]
"""Publishes an alert. Raises DependencyAway."""


def record_of(alert: Alert) -> Outgoing:
    """Told when it happened: when it began, or when it was over."""
    stamp = Stamp(f"rematch/{alert.source}", alert.resolved_at or alert.first_at, new_traceparent())
    return encode(ALERTS, alert.key, alert, stamp)


def straight(publisher: Publisher) -> Tell:
    """For a service without an outbox."""

    async def tell(alert: Alert) -> None:
        await publisher.publish([record_of(alert)])

    return tell


def through(outbox: Outbox, database: Database) -> Tell:
    async def tell(alert: Alert) -> None:
        async with database.transaction() as connection:
            # The number only tells one alert from another: their topic is not compacted.
            await write(connection, [Entry(record_of(alert), secrets.randbits(62), keep=False)])
        await outbox.drain()

    return tell
