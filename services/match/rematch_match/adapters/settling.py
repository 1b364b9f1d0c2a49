"""What is stored of a settlement, within its transaction: rows, audit and events at once, in few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES
from rematch_common.database import Connection
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import traceparent_about
from rematch_match.adapters.auditing import audit
from rematch_match.adapters.forgetting import SOURCE, forget
from rematch_match.adapters.freed_places import offer_freed
from rematch_match.adapters.own_topics import own_topics
from rematch_match.adapters.rows import pair_row
from rematch_match.adapters.taking_part import take_part
from rematch_match.adapters.wanting_verdicts import want_verdicts
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.telling import MatchEvent, Told
from rematch_match.ports import Work
from rematch_match.ports.ledger import Sides

# What the score rests on stays until another is known. Every event has a version of its own. What was announced last
# stays to be shown, also of a pair that was withdrawn.
_SAVE = """
INSERT INTO matches (tenant_id, candidate_id, job_id, version, state, score, told, reason, grade, fixed, ages_at,
  told_at, body, match_id, verdict)
SELECT t, c, j, v, state, score, told, reason, grade, fixed::jsonb, ages_at, at, body, id, verdict
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::float8[], $7::float8[], $8::text[],
  $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::uuid[], $15::uuid[])
  AS k(t, c, j, v, state, score, told, reason, grade, fixed, ages_at, at, body, id, verdict)
ON CONFLICT (tenant_id, candidate_id, job_id) DO UPDATE SET version = excluded.version, state = excluded.state,
  score = excluded.score, told = excluded.told, reason = excluded.reason, grade = excluded.grade,
  verdict = excluded.verdict,
  fixed = CASE WHEN excluded.fixed = '{}' THEN matches.fixed ELSE excluded.fixed END,
  ages_at = CASE WHEN excluded.fixed = '{}' THEN matches.ages_at ELSE excluded.ages_at END,
  told_at = CASE WHEN excluded.version = matches.version THEN matches.told_at ELSE excluded.told_at END,
  body = CASE WHEN excluded.body = '{}' THEN matches.body ELSE excluded.body END
"""
# One that was never told and fits no more leaves nothing to remember.
_DROP = """
DELETE FROM matches USING unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j)
WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j
"""


async def unfinished(connection: Connection, work: Work) -> Work:
    """What of this is the version that is stored, and was not finished at it."""
    versions = await connection.fetch(
        "SELECT 'job:' || job_id AS key, version FROM jobs WHERE job_id = ANY ($1) UNION ALL "
        "SELECT 'candidate:' || tenant_id || '/' || candidate_id, version FROM candidates "
        "JOIN unnest($2::text[], $3::text[]) AS k(tenant_id, candidate_id) USING (tenant_id, candidate_id)",
        [job.job_id for job in work.jobs],
        [candidate.key[0] for candidate in work.candidates],
        [candidate.key[1] for candidate in work.candidates],
    )
    stored = {row["key"]: row["version"] for row in versions}
    rows = await connection.fetch("SELECT key, version FROM finished WHERE key = ANY ($1)", list(stored))
    done = {row["key"]: row["version"] for row in rows}

    def due(key: str, version: int) -> bool:
        return stored.get(key) == version and done.get(key, 0) < version

    people = [candidate for candidate in work.candidates if due(_candidate_key(candidate), candidate.version)]
    keys = {candidate.key for candidate in people}
    endings = {person: ending for person, ending in work.endings.items() if person in keys}
    return Work([job for job in work.jobs if due(_job_key(job), job.version)], people, endings)


async def save(connection: Connection, told: Sequence[Told], occasion: Occasion) -> int:
    """Give the number of events."""
    own = await own_topics(connection, {one.event.tenant_id for one in told if one.event is not None})
    entries = [None if one.event is None else _entry(one.event, occasion.now, own) for one in told]
    rows = [
        pair_row(one, occasion.now, entry.outgoing.value if entry and one.change.what != "withdrawn" else None)
        for one, entry in zip(told, entries, strict=True)
    ]
    dropped = [row[:3] for row, one in zip(rows, told, strict=True) if _leaves_nothing(one)]
    kept = [row for row, one in zip(rows, told, strict=True) if not _leaves_nothing(one)]
    await _each(connection, _SAVE, kept)
    await _each(connection, _DROP, dropped)
    await audit(connection, told, occasion)
    await offer_freed(connection, told, occasion)
    await want_verdicts(connection, told, occasion)
    await take_part(connection, told, occasion)
    events = [entry for entry in entries if entry is not None]
    await write(connection, events)
    return len(events)


async def finish(connection: Connection, work: Work, sides: Sides, at: datetime) -> None:
    """Who was to be forgotten is; and this work is done."""
    erased = (person.key for person in work.candidates if person.key in sides.people)
    gone = sorted(key for key in erased if sides.people[key].away_as == "erased")
    await forget(connection, gone, work.endings, at)
    done = [(_job_key(job), job.version) for job in work.jobs]
    done += [(_candidate_key(candidate), candidate.version) for candidate in work.candidates]
    await _each(
        connection,
        "INSERT INTO finished SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT (key) DO UPDATE SET "
        "version = GREATEST(finished.version, excluded.version)",
        sorted(done),
    )


def _entry(event: MatchEvent, now: datetime, own: Mapping[str, str]) -> Entry:
    """The same event, whichever topic it goes to; in the trace of the opening or the person that has brought it
    about."""
    trace = traceparent_about(str(event.job_id), f"{event.tenant_id}/{event.candidate_id}")
    said = encode(MATCHES, event.key, event, Stamp(SOURCE, now, trace))
    topic = own.get(event.tenant_id)
    return Entry(said if topic is None else replace(said, topic=topic), event.version, True)


async def _each(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement for all rows."""
    if rows:
        await connection.execute(statement, *(list(column) for column in zip(*rows, strict=True)))


def _leaves_nothing(one: Told) -> bool:
    return one.change.pair.state == "withdrawn" and one.change.pair.told is None


def _job_key(job: JobFacts) -> str:
    return f"job:{job.job_id}"


def _candidate_key(candidate: CandidateFacts) -> str:
    return f"candidate:{'/'.join(candidate.key)}"
