"""Alerts in PostgreSQL: those that are open, each told to the topic when it begins and when it ends."""

from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ALERTS, Alert, Event, Topic
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_ingest.domain.causes import Cause, Ended

NAME = "ingest"
_OPEN = "INSERT INTO open_alerts VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING kind"
_END = "DELETE FROM open_alerts WHERE subject = $1 AND ($2::text IS NULL OR kind = $2) RETURNING alert"


class PostgresAlerts:
    """See rematch_ingest.ports.alerts.Alerts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tell(self, cause: Cause, now: datetime) -> bool:
        async with self._database.transaction() as connection:
            return await tell(connection, cause, now)

    async def end(self, ended: Ended, now: datetime) -> bool:
        async with self._database.transaction() as connection:
            return await end(connection, ended, now)


async def tell(connection: Connection, cause: Cause, now: datetime) -> bool:
    """Within the caller's transaction."""
    alert = Alert(
        source=NAME, kind=cause.kind, severity=cause.severity, text=cause.text, subject=cause.subject, first_at=now
    )
    if await connection.fetchval(_OPEN, cause.kind, cause.subject, alert.model_dump_json()) is None:
        return False
    await tell_event(connection, ALERTS, alert, now)
    return True


async def end(connection: Connection, ended: Ended, now: datetime) -> bool:
    """Within the caller's transaction."""
    rows = await connection.fetch(_END, ended.subject, ended.kind)
    for row in rows:
        alert = Alert.model_validate_json(row["alert"])
        await tell_event(connection, ALERTS, alert.model_copy(update={"resolved_at": now}), now)
    return bool(rows)


async def end_all_of(connection: Connection, subject: str, now: datetime) -> None:
    await end(connection, Ended(subject), now)


async def tell_event(connection: Connection, topic: Topic, event: Event, now: datetime) -> None:
    """Into the outbox, for a topic whose records are told once and have no versions of their own."""
    number = int(await connection.fetchval("SELECT nextval('told_events')"))
    record = encode(topic, event.key, event, Stamp(f"rematch/{NAME}", now, new_traceparent(), number))
    await write(connection, [Entry(record, number, keep=False)])
