"""Postings that wait for Kafka, in the outbox."""

from collections.abc import Sequence
from hashlib import sha256

from rematch_common.database import Database
from rematch_common.outbox import write
from rematch_common.records import Entry, Outgoing


class PostgresHeld:
    """See rematch_ingest.ports.held.Held."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, records: Sequence[Outgoing]) -> None:
        async with self._database.transaction() as connection:
            await write(connection, [Entry(record, _version(record), keep=False) for record in records])


def _version(record: Outgoing) -> int:
    """A posting has no version. Its id is in its value, so the same record is the same entry, and no other is."""
    return int.from_bytes(sha256(record.value or b"").digest()[:6])
