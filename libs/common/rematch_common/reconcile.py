"""Repairs the one thing lanes cannot prevent: a paused process whose buffered produce leaves after it was replaced.

Such a stale record becomes the last of its key on a compacted topic, and would live on. One process at a time (a
session lock in PostgreSQL) reads the service's own topics from where the last one stopped, and compares each record
with the outbox's note of where the newest version of its key lies. A stale record behind that place means: publish
the newest again.
"""

from collections.abc import Sequence

from rematch_common import metrics
from rematch_common.database import Connection, Database
from rematch_common.faults import fault_point
from rematch_common.kafka import TopicFollower
from rematch_common.logs import logger
from rematch_common.outbox import Outbox, lane_of
from rematch_common.periodic import every
from rematch_common.records import Record

log = logger(__name__)
# Seconds: what it repairs is rare, and every look at a few records costs as much as one at many.
_UNHURRIED = 1.0


class Reconciler:
    """Follows one compacted topic that this service writes."""

    def __init__(self, topic: str, database: Database, outbox: Outbox, bootstrap: str) -> None:
        self._topic = topic
        self._database = database
        self._outbox = outbox
        self._bootstrap = bootstrap

    async def run(self, retry_delay: float = 5.0) -> None:
        """Until cancelled: take the lock, follow the topic; wait and try again when something is away."""
        await every(retry_delay, self._follow_locked)()

    async def _follow_locked(self) -> None:
        async with self._database.session_lock(f"reconcile:{self._topic}") as held:
            if held:
                await self.follow()

    async def follow(self) -> None:
        """Until cancelled, by whoever holds a lock already. Raises DependencyAway."""
        follower = TopicFollower(self._bootstrap, self._topic, self.compare, unhurried=_UNHURRIED)
        await follower.run(await self._positions())

    async def _positions(self) -> dict[int, int]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT partition, next_offset FROM outbox_scans WHERE topic = $1", self._topic
            )
        return {row["partition"]: row["next_offset"] for row in rows}

    async def compare(self, records: Sequence[Record]) -> None:
        """Publish again the newest event of every key whose last record among these is stale."""
        last = {_text(record.key): record for record in records if record.key}
        async with self._database.transaction() as connection:
            stale = await self._stale(connection, last)
            await self._note_scan(connection, records)
        if stale:
            metrics.RECONCILED.labels(self._topic).inc(len(stale))
            log.warning("stale last record, publishing the newest again", topic=self._topic, keys=len(stale))
            fault_point("reconcile.noted")
            await self._outbox.drain()

    async def _stale(self, connection: Connection, last: dict[str, Record]) -> list[str]:
        suspects = await self._noted_before(connection, last)
        if not suspects:
            return []
        # Whoever is publishing one of these keys now holds its lane, and notes the new place before letting go.
        lanes = sorted({lane_of(self._topic, key) for key in suspects})
        await connection.fetch("SELECT lane FROM outbox_lanes WHERE lane = ANY($1) ORDER BY lane FOR UPDATE", lanes)
        notes = await self._noted_before(connection, last)
        stale = [key for key, note in notes.items() if note != (last[key].version, last[key].value is None)]
        await connection.execute(
            "UPDATE outbox SET position = NULL WHERE topic = $1 AND key = ANY($2)", self._topic, stale
        )
        return stale

    async def _noted_before(
        self, connection: Connection, last: dict[str, Record]
    ) -> dict[str, tuple[int | None, bool]]:
        """Keys whose newest event is noted at a place before this record's, with that event's version, and whether it
        is a tombstone: a match that has gone to another topic ends on this one with the version it had."""
        keys = list(last)
        rows = await connection.fetch(
            "SELECT o.key, o.version, o.value IS NULL AS ended FROM outbox o "
            "JOIN unnest($2::text[], $3::bigint[]) AS r(key, position) ON o.key = r.key "
            "WHERE o.topic = $1 AND o.position < r.position",
            self._topic,
            keys,
            [last[key].offset for key in keys],
        )
        return {row["key"]: (row["version"], row["ended"]) for row in rows}

    async def _note_scan(self, connection: Connection, records: Sequence[Record]) -> None:
        ends = {record.partition: record.offset + 1 for record in records}
        await connection.executemany(
            "INSERT INTO outbox_scans VALUES ($1, $2, $3) "
            "ON CONFLICT (topic, partition) DO UPDATE SET next_offset = $3",
            [(self._topic, partition, end) for partition, end in ends.items()],
        )


def _text(key: bytes) -> str:
    """A key of ours as it is; one that PostgreSQL can't hold is none of ours, and must not stop the reconciler."""
    return key.decode("utf-8", "replace").replace("\x00", "\ufffd")
