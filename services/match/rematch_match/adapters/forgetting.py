"""Somebody is forgotten: what is stored of them, what waits to be published, and what was published."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES
from rematch_common.database import Connection
from rematch_common.outbox import lane_of, write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_match.domain.facts import CandidateKey

SOURCE = "rematch/match"
# What was told of a pair last is in the outbox, published or not.
_TOLD = """
SELECT o.key, max(o.version) AS version FROM matches m
JOIN outbox o ON o.topic = $1 AND o.key = m.tenant_id || '/' || m.candidate_id || '/' || m.job_id::text
WHERE m.tenant_id = $2 AND m.candidate_id = $3 AND o.keep GROUP BY o.key
"""
# Whoever is publishing one of these keys now holds its lane, and has noted the place before letting go.
_HOLD = "SELECT lane FROM outbox_lanes WHERE lane = ANY ($1) ORDER BY lane FOR UPDATE"
_UNPUBLISH = (
    "DELETE FROM outbox WHERE topic = $1 AND key = ANY ($2) AND position IS NOT NULL",
    "UPDATE outbox SET keep = false WHERE topic = $1 AND key = ANY ($2)",
)
# What is left of a person who is forgotten is that they were, and the version above which a new one's pairs begin, that
# of the tombstones included: by the openings of the pairs alone, the audit's rows could be found again.
_FORGET = (
    """UPDATE candidates SET floor = GREATEST(floor, (SELECT max(version) + 1 FROM matches
       WHERE tenant_id = $1 AND candidate_id = $2)) WHERE tenant_id = $1 AND candidate_id = $2""",
    "DELETE FROM matches WHERE tenant_id = $1 AND candidate_id = $2 AND state <> 'active'",
    "DELETE FROM reactions WHERE tenant_id = $1 AND candidate_id = $2",
    "DELETE FROM feedback WHERE tenant_id = $1 AND candidate_id = $2",
    "DELETE FROM applications WHERE tenant_id = $1 AND candidate_id = $2",
    "DELETE FROM pseudonyms WHERE tenant_id = $1 AND candidate_id = $2",
)


async def forget(connection: Connection, people: Sequence[CandidateKey], at: datetime) -> None:
    told = [row for person in people for row in await connection.fetch(_TOLD, MATCHES.name, *person)]
    await _unpublish(connection, {row["key"]: row["version"] for row in told}, at)
    for person in people:
        for statement in _FORGET:
            await connection.execute(statement, *person)


async def _unpublish(connection: Connection, told: dict[str, int], at: datetime) -> None:
    """A tombstone behind the last word about each pair. None of these rows stays once it is published."""
    if not told:
        return
    await connection.fetch(_HOLD, sorted({lane_of(MATCHES.name, key) for key in told}))
    for statement in _UNPUBLISH:
        await connection.execute(statement, MATCHES.name, list(told))
    trace = new_traceparent()
    ends = [(key, version + 1) for key, version in told.items()]
    await write(
        connection,
        [
            Entry(encode(MATCHES, key, None, Stamp(SOURCE, at, trace, version)), version, keep=False)
            for key, version in ends
        ],
    )
