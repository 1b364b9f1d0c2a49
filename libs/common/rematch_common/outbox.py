"""Events that a database write causes, kept in the same transaction and published after it.

A lane is a lock: keys are spread over a few of them, and whoever publishes a key's events holds its lane, so events
of one key leave in version order whoever drains. The newest row of a key of a compacted topic stays after it was
published, with the offset it got: the reconciler compares the topic with it.
"""

import zlib
from collections import defaultdict
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
        await connection.executemany(
            "INSERT INTO outbox (topic, key, version, lane, value, headers, keep) VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT (topic, key, version) DO NOTHING",
            rows,
        )


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
            lanes = await connection.fetch(
                "SELECT lane, count(*) AS depth FROM outbox WHERE position IS NULL GROUP BY lane"
            )
            metrics.OUTBOX_DEPTH.labels(self._service).set(sum(row["depth"] for row in lanes))
            if not lanes:
                return False
            held = [row["lane"] for row in lanes]
            # Waiting for a lane is right: its holder may be publishing the very events this caller must see out.
            await connection.fetch("SELECT lane FROM outbox_lanes WHERE lane = ANY($1) ORDER BY lane FOR UPDATE", held)
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
    gone: dict[str, list[tuple[str, int]]] = defaultdict(list)
    kept = []
    newest = {(row["topic"], row["key"]): row["version"] for row in rows if row["keep"]}
    for row, report in zip(rows, reports, strict=True):
        topic, key, version = row["topic"], row["key"], row["version"]
        if row["keep"] and newest[topic, key] == version:
            kept.append((topic, key, version, report.partition, report.offset))
        else:
            gone[topic].append((key, version))
    for topic, pairs in gone.items():
        await connection.execute(
            "DELETE FROM outbox o USING unnest($2::text[], $3::bigint[]) AS g(key, version) "
            "WHERE o.topic = $1 AND o.key = g.key AND o.version = g.version",
            topic,
            [key for key, _ in pairs],
            [version for _, version in pairs],
        )
    if kept:
        await _keep(connection, kept)


async def _keep(connection: Connection, kept: Sequence[tuple[str, str, int, int, int]]) -> None:
    topics, keys, versions, partitions, positions = (list(column) for column in zip(*kept, strict=True))
    await connection.execute(
        "WITH noted AS (SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::bigint[]) "
        "  AS n(topic, key, version, partition, position)), "
        "superseded AS (DELETE FROM outbox o USING noted n "
        "  WHERE o.topic = n.topic AND o.key = n.key AND o.version < n.version) "
        "UPDATE outbox o SET partition = n.partition, position = n.position FROM noted n "
        "WHERE o.topic = n.topic AND o.key = n.key AND o.version = n.version",
        topics,
        keys,
        versions,
        partitions,
        positions,
    )


def draining(handle: Handler, outbox: Outbox) -> Handler:
    """A handler that writes its events into the outbox, made to return only when they are out."""

    async def handle_and_drain(batch: Sequence[Received]) -> Sequence[Outgoing]:
        outgoing = await handle(batch)
        await outbox.drain()
        return outgoing

    return handle_and_drain


def pack(headers: Headers) -> bytes:
    return orjson.dumps([[name, value.decode("utf-8", "replace")] for name, value in headers])


def unpacked(row: asyncpg.Record) -> Outgoing:
    """A row of the outbox as the record to publish."""
    headers = tuple((name, value.encode()) for name, value in orjson.loads(row["headers"]))
    return Outgoing(row["topic"], row["key"].encode(), row["value"], headers)
