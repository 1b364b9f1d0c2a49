"""Events that a database write causes, kept in the same transaction and published after it.

A lane is a lock: keys are spread over a few of them, and whoever publishes a key's events holds its lane, so events
of one key leave in version order whoever drains. The newest row of a key of a compacted topic stays after it was
published, with the offset it got: the reconciler compares the topic with it.
"""

import zlib
from collections.abc import Iterable, Sequence
from typing import Protocol

import asyncpg
import orjson
from aiokafka.structs import RecordMetadata

from rematch_common import metrics
from rematch_common.consume import Handler, Received
from rematch_common.database import Connection, Database
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.faults import fault_point
from rematch_common.records import Entry, Headers, Outgoing

LANES = 16
BATCH = 500

# In every schema that has events to publish; its first migration runs this.
TABLES = f"""
CREATE TABLE outbox_lanes (lane smallint PRIMARY KEY);
INSERT INTO outbox_lanes SELECT generate_series(0, {LANES - 1});
CREATE TABLE outbox (
    topic text NOT NULL,
    key text NOT NULL,
    version bigint NOT NULL,
    seq bigint GENERATED ALWAYS AS IDENTITY,
    lane smallint NOT NULL,
    value bytea,
    headers bytea NOT NULL,
    keep boolean NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    partition integer,
    position bigint,
    PRIMARY KEY (topic, key, version)
);
CREATE INDEX outbox_pending ON outbox (lane, seq) WHERE position IS NULL;
CREATE TABLE outbox_scans (topic text, partition integer, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition))
"""

# Values are taken out as they were put in, soon and once: to pack them costs more than the room they take.
AS_THEY_ARE = "ALTER TABLE outbox ALTER value SET STORAGE EXTERNAL, ALTER headers SET STORAGE EXTERNAL"

# Only a plain index scan marks what it finds published, so that the next one passes over it: any other looks at every
# event since the last vacuum again. What is noted may be lost with the machine: then it is published again, as after
# a crash before it was noted.
PREPARE = """
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_seqscan = off;
SET LOCAL synchronous_commit = off
"""
# Waiting for a lane is right: its holder may be publishing the very events this caller must see out.
_HOLD = """
SELECT l.lane, p.depth FROM outbox_lanes l
JOIN (SELECT lane, count(*) AS depth FROM outbox WHERE position IS NULL GROUP BY lane) p ON p.lane = l.lane
ORDER BY l.lane FOR UPDATE OF l
"""
# All in one statement, planned once; numbered in the order in which they were given.
_WRITE = """
INSERT INTO outbox (topic, key, version, lane, value, headers, keep)
SELECT topic, key, version, lane, value, headers, keep FROM unnest(
  $1::text[], $2::text[], $3::bigint[], $4::smallint[], $5::bytea[], $6::bytea[], $7::boolean[])
  WITH ORDINALITY AS e(topic, key, version, lane, value, headers, keep, place) ORDER BY place
ON CONFLICT (topic, key, version) DO NOTHING
"""
_NOTE = """
WITH sent AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::bigint[], $6::boolean[])
    AS s(topic, key, version, partition, position, keep)),
gone AS (
  DELETE FROM outbox o USING sent s
  WHERE NOT s.keep AND o.topic = s.topic AND o.key = s.key AND o.version = s.version),
superseded AS (
  DELETE FROM outbox o USING sent s
  WHERE s.keep AND o.topic = s.topic AND o.key = s.key AND o.version < s.version)
UPDATE outbox o SET partition = s.partition, position = s.position FROM sent s
WHERE s.keep AND o.topic = s.topic AND o.key = s.key AND o.version = s.version
"""


class Deliverer(Protocol):
    """A publisher that tells where each record lies now."""

    async def deliver(self, records: Sequence[Outgoing]) -> list[RecordMetadata]: ...


def lane_of(topic: str, key: str) -> int:
    return zlib.crc32(f"{topic}\0{key}".encode()) % LANES


async def write(connection: Connection, entries: Iterable[Entry]) -> None:
    """Put events into the outbox, within the caller's transaction. The same event twice is one event."""
    rows = [
        (
            e.outgoing.topic,
            e.key,
            e.version,
            lane_of(e.outgoing.topic, e.key),
            e.outgoing.value,
            pack(e.outgoing.headers),
            e.keep,
        )
        for e in entries
    ]
    if rows:
        await connection.execute(_WRITE, *(list(column) for column in zip(*rows, strict=True)))


class Outbox:
    """Publishes what a service has written. Safe to drain from several processes at once."""

    def __init__(self, service: str, database: Database, deliverer: Deliverer) -> None:
        self._service = service
        self._database = database
        self._deliverer = deliverer

    async def drain(self) -> None:
        """Return when everything that was pending at the call is delivered and noted. Raises DependencyAway."""
        while await self._drain_some():
            pass
        metrics.OUTBOX_DEPTH.labels(self._service).set(0)

    async def _drain_some(self) -> bool:
        async with self._database.transaction() as connection:
            await connection.execute(PREPARE)
            lanes = await connection.fetch(_HOLD)
            metrics.OUTBOX_DEPTH.labels(self._service).set(sum(row["depth"] for row in lanes))
            if not lanes:
                return False
            held = [row["lane"] for row in lanes]
            rows = await connection.fetch(
                "SELECT topic, key, version, value, headers, keep FROM outbox "
                "WHERE position IS NULL AND lane = ANY($1) ORDER BY seq LIMIT $2",
                held,
                BATCH,
            )
            fault_point("outbox.locked")
            await self._publish(connection, rows)
        fault_point("outbox.noted")
        return len(rows) == BATCH

    async def _publish(self, connection: Connection, rows: Sequence[asyncpg.Record]) -> None:
        if not rows:
            return
        try:
            reports = await self._deliverer.deliver([unpacked(row) for row in rows])
        except InvalidRecord as refusal:
            # Written within the contract and refused all the same: the topic's fault, or the broker's. The record in
            # hand, which may have nothing to do with it, must not be given up for it.
            raise DependencyAway("kafka", refusal) from refusal
        fault_point("outbox.delivered")
        await note(connection, rows, reports)


async def note(connection: Connection, rows: Sequence[asyncpg.Record], reports: Sequence[RecordMetadata]) -> None:
    """Remember where published events lie; forget those that are no longer the last word about their key."""
    newest = {(row["topic"], row["key"]): row["version"] for row in rows if row["keep"]}
    told = [
        (row["topic"], row["key"], row["version"], report.partition, report.offset, row["keep"])
        for row, report in zip(rows, reports, strict=True)
        if not row["keep"] or newest[row["topic"], row["key"]] == row["version"]
    ]
    await connection.execute(_NOTE, *(list(column) for column in zip(*told, strict=True)))


def draining(handle: Handler, outbox: Outbox) -> Handler:
    """A handler that writes its events into the outbox, made to return only when they are out."""

    async def handle_and_drain(batch: Sequence[Received]) -> Sequence[Outgoing]:
        outgoing = await handle(batch)
        await outbox.drain()
        return outgoing

    return handle_and_drain


def pack(headers: Headers) -> bytes:
    return orjson.dumps([[name, value.decode("utf-8", "replace")] for name, value in headers])


def unpack(headers: bytes) -> Headers:
    return tuple((name, value.encode()) for name, value in orjson.loads(headers))


def unpacked(row: asyncpg.Record) -> Outgoing:
    """A row of the outbox as the record to publish."""
    return Outgoing(row["topic"], row["key"].encode(), row["value"], unpack(row["headers"]))
