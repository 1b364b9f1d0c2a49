"""Matches go from one topic to another: ended on the first, told on the second, in one transaction.

The end takes the place of the last word in the outbox, with its version: so no version that a match will have is taken,
the reconciler sees to it that the end stays the last word, and a match that comes back takes the place of its end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES, limits
from rematch_common.database import Connection
from rematch_common.outbox import lane_of, pack, unpack
from rematch_common.records import Headers
from rematch_common.tracing import new_traceparent
from rematch_match.adapters.forgetting import SOURCE

# Whoever is publishing any of this has noted the place before letting go, and nobody publishes until this is done.
_HOLD = "SELECT lane FROM outbox_lanes ORDER BY lane FOR UPDATE"
_LAST_WORDS = """
SELECT DISTINCT ON (o.key) o.key, o.version, o.headers, o.position IS NOT NULL AS published, o.value IS NULL AS ended
FROM unnest($2::text[]) AS k JOIN outbox o ON o.topic = $1 AND o.key = k AND o.keep ORDER BY o.key, o.version DESC
"""
_TELL = """
INSERT INTO outbox (topic, key, version, lane, value, headers, keep)
SELECT $2, o.key, o.version, k.lane, o.value, k.headers, true
FROM unnest($3::text[], $4::bigint[], $5::smallint[], $6::bytea[]) AS k(key, version, lane, headers)
JOIN outbox o ON o.topic = $1 AND o.key = k.key AND o.version = k.version
ON CONFLICT (topic, key, version) DO UPDATE SET value = excluded.value, headers = excluded.headers, keep = true,
  partition = NULL, position = NULL
"""
_END = """
UPDATE outbox o SET value = NULL, headers = k.headers, partition = NULL, position = NULL
FROM unnest($2::text[], $3::bigint[], $4::bytea[]) AS k(key, version, headers)
WHERE o.topic = $1 AND o.key = k.key AND o.version = k.version
"""


@dataclass(frozen=True, slots=True)
class Way:
    """From which topic to which, and when."""

    origin: str
    target: str
    at: datetime


async def move(connection: Connection, keys: Sequence[str], way: Way) -> int:
    """Give how many were moved. The caller keeps everybody off who could settle these pairs."""
    await connection.fetch(_HOLD)
    there = await _last_words(connection, way.origin, keys)
    here = await _last_words(connection, way.target, keys)
    moving = [row for row in there.values() if not row["ended"]]
    telling = [row for row in moving if not _newer(here.get(row["key"]), row)]
    told = [(row["key"], row["version"], lane_of(way.target, row["key"]), pack(_told(row, way))) for row in telling]
    if told:
        await connection.execute(_TELL, way.origin, way.target, *_columns(told))
    if moving:
        ends = [(row["key"], row["version"], pack(_end(row, way))) for row in moving]
        await connection.execute(_END, way.origin, *_columns(ends))
    return len(moving)


async def _last_words(connection: Connection, topic: str, keys: Sequence[str]) -> Mapping[str, Any]:
    return {row["key"]: row for row in await connection.fetch(_LAST_WORDS, topic, list(keys))}


def _newer(known: Any, row: Any) -> bool:
    """It was settled after the switch, and before it was moved."""
    return known is not None and not known["ended"] and known["version"] > row["version"]


def _told(row: Any, way: Way) -> Headers:
    """As it was; those who have heard it on the other topic need not hear it again."""
    headers = tuple(header for header in unpack(row["headers"]) if header[0] != limits.MOVED_FROM)
    return (*headers, (limits.MOVED_FROM, way.origin.encode())) if row["published"] else headers


def _end(row: Any, way: Way) -> Headers:
    stamp = Stamp(SOURCE, way.at, new_traceparent(), version=row["version"])
    ended = encode(replace(MATCHES, name=way.origin), row["key"], None, stamp)
    return (*ended.headers, (limits.MOVED_TO, way.target.encode()))


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
