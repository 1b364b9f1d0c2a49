"""Somebody is forgotten: what is stored of them, what waits to be published, and what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES
from rematch_common.database import Connection
from rematch_common.erasing import Erasure, receipt
from rematch_common.outbox import lane_of, write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_match.adapters.own_topics import both_topics
from rematch_match.adapters.postgres_backlog import ENDED
from rematch_match.domain.facts import CandidateKey
from rematch_match.ports import Endings

SOURCE = "rematch/match"
# What was told of a pair last is in the outbox, published or not, on each topic that it has been on.
_TOLD = """
SELECT DISTINCT ON (o.topic, o.key) o.topic, o.key, o.version, o.value IS NULL AS ended FROM matches m
JOIN outbox o ON o.topic = ANY ($1) AND o.key = m.tenant_id || '/' || m.candidate_id || '/' || m.job_id::text
WHERE m.tenant_id = $2 AND m.candidate_id = $3 AND o.keep ORDER BY o.topic, o.key, o.version DESC
"""
# Whoever is publishing one of these keys now holds its lane, and has noted the place before letting go.
_HOLD = "SELECT lane FROM outbox_lanes WHERE lane = ANY ($1) ORDER BY lane FOR UPDATE"
_UNPUBLISH = (
    "DELETE FROM outbox WHERE topic = $1 AND key = ANY ($2) AND position IS NOT NULL",
    "UPDATE outbox SET keep = false WHERE topic = $1 AND key = ANY ($2)",
)
# What is left of a person who is forgotten is that they were, until when, and the version above which a new one's pairs
# begin, that of the tombstones included: by the openings of the pairs alone, the audit's rows could be found again.
_FLOOR = """
UPDATE candidates SET reacted = 0, erased_at = $3, floor = GREATEST(floor, (SELECT max(version) + 1 FROM matches
WHERE tenant_id = $1 AND candidate_id = $2)) WHERE tenant_id = $1 AND candidate_id = $2
"""
_FORGET = {
    "matches": "DELETE FROM matches WHERE tenant_id = $1 AND candidate_id = $2 AND state <> 'active'",
    "reactions": "DELETE FROM reactions WHERE tenant_id = $1 AND candidate_id = $2",
    "feedback": "DELETE FROM feedback WHERE tenant_id = $1 AND candidate_id = $2",
    "applications": "DELETE FROM applications WHERE tenant_id = $1 AND candidate_id = $2",
    "pseudonyms": "DELETE FROM pseudonyms WHERE tenant_id = $1 AND candidate_id = $2",
    "verdicts": "DELETE FROM verdicts WHERE tenant_id = $1 AND candidate_id = $2",
    "verdict_wants": "DELETE FROM verdict_wants WHERE tenant_id = $1 AND candidate_id = $2",
    "exposures": "DELETE FROM exposures WHERE tenant_id = $1 AND candidate_id = $2",
    "backlog": "DELETE FROM backlog WHERE tenant_id = $1 AND candidate_id = $2",
}
# Who has told what of themselves for audits of fairness: in a store that match can only have them forgotten in.
_ATTRIBUTES = "SELECT forget_attributes($1, $2)"
_ERASED = """
INSERT INTO finished VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET
version = GREATEST(finished.version, excluded.version)
"""


@dataclass(frozen=True, slots=True)
class _LastWord:
    """About a pair, on one topic. It has ended there where the pair has gone to another."""

    topic: str
    key: str
    version: int
    ended: bool

    def tombstone(self, stamp: Stamp) -> Entry:
        said = replace(stamp, version=self.version + 1)
        return Entry(encode(replace(MATCHES, name=self.topic), self.key, None, said), self.version + 1, keep=False)


async def forget(connection: Connection, people: Sequence[CandidateKey], endings: Endings, at: datetime) -> None:
    """With a receipt, in the same transaction, for each of the endings."""
    told = {person: await _told(connection, person) for person in people}
    # All at once, in one order: two that forget never wait for each other in a circle.
    await connection.fetch(_HOLD, sorted({lane_of(one.topic, one.key) for words in told.values() for one in words}))
    for person in people:
        ending = endings.get(person)
        stamp = Stamp(SOURCE, at, new_traceparent(), erasure_id=ending.erasure.erasure_id if ending else None)
        await _unpublish(connection, told[person], stamp)
        await connection.execute(_FLOOR, *person, at)
        gone = {name: _rows(await connection.execute(statement, *person)) for name, statement in _FORGET.items()}
        gone["attributes"] = await connection.fetchval(_ATTRIBUTES, *person)
        if gone["backlog"]:
            await connection.execute(ENDED, at)
        if ending is not None:
            await connection.execute(_ERASED, _erased_key(person), ending.erasure.version)
            counts = {"tombstones": len({one.key for one in told[person]}), "points": ending.points, **gone}
            await confirm(connection, ending.erasure, at, counts)


async def answer_again(connection: Connection, endings: Endings) -> None:
    """Who has been erased at that version, or above it, is erased: another receipt says so. What they told for audits
    is kept apart, and may have come back with a backup of its own."""
    keys = {_erased_key(person): ending.erasure for person, ending in endings.items()}
    rows = await connection.fetch("SELECT key, version, now() AS at FROM finished WHERE key = ANY ($1)", list(keys))
    for row in rows:
        if row["version"] >= keys[row["key"]].version:
            erasure = keys[row["key"]]
            gone = await connection.fetchval(_ATTRIBUTES, erasure.tenant_id, erasure.candidate_id)
            await confirm(connection, erasure, row["at"], {"attributes": gone} if gone else {})


async def confirm(connection: Connection, erasure: Erasure, at: datetime, counts: Mapping[str, int]) -> None:
    await write(connection, [Entry(receipt(erasure, "match", at, counts), erasure.version, keep=False)])


def _erased_key(person: CandidateKey) -> str:
    return f"erased:{'/'.join(person)}"


def _rows(answer: str) -> int:
    """How many a statement has deleted, as PostgreSQL tells it: DELETE 3."""
    return int(answer.rpartition(" ")[2])


async def _told(connection: Connection, person: CandidateKey) -> list[_LastWord]:
    rows = await connection.fetch(_TOLD, list(both_topics(person[0])), *person)
    return [_LastWord(**dict(row)) for row in rows]


async def _unpublish(connection: Connection, told: Sequence[_LastWord], stamp: Stamp) -> None:
    """A tombstone behind the last word about each pair, on the topic that it is on. None of these rows stays once it is
    published."""
    for topic in sorted({one.topic for one in told}):
        for statement in _UNPUBLISH:
            await connection.execute(statement, topic, [one.key for one in told if one.topic == topic])
    await write(connection, [one.tombstone(stamp) for one in told if not one.ended])
