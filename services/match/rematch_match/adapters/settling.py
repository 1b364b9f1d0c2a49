"""The transaction in which pairs are settled: both sides locked, scored as they are now, told and finished at once."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCHES
from rematch_common.database import Connection
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_match.adapters.rows import CANDIDATE, JOB, candidate_of, job_of, pair_of, pair_row
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Occasion, Pair, PairKey, Told, settle
from rematch_match.ports import Work

SOURCE = "rematch/match"


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

    return Work(
        [job for job in work.jobs if due(_job_key(job), job.version)],
        [candidate for candidate in work.candidates if due(_candidate_key(candidate), candidate.version)],
    )


async def told(connection: Connection, pairs: Sequence[PairKey], occasion: Occasion) -> list[Told]:
    """Jobs are locked before people and each in one order, so that two workers never wait in a circle.

    One row after the other by its key (LATERAL): joined, a plan made while the tables were empty stays in use as they
    grow, and compares every pair with every row.
    """
    jobs = await _jobs(connection, pairs)
    people = await _people(connection, pairs)
    before = await _pairs(connection, pairs)
    changes = (
        settle(before.get(key), jobs[key[1]], people[key[0]], occasion)
        for key in pairs
        if key[1] in jobs and key[0] in people
    )
    return [change for change in changes if change is not None]


async def save(connection: Connection, changes: Sequence[Told], now: datetime) -> None:
    await connection.executemany(
        "INSERT INTO matches (tenant_id, candidate_id, job_id, version, state, score, told_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, candidate_id, job_id) DO UPDATE SET "
        "version = excluded.version, state = excluded.state, score = excluded.score, told_at = excluded.told_at",
        [pair_row(change, now) for change in changes],
    )
    stamp = Stamp(SOURCE, now, new_traceparent())
    events = [change.event for change in changes]
    await write(connection, [Entry(encode(MATCHES, e.key, e, stamp), e.version, keep=True) for e in events])


async def finish(connection: Connection, work: Work) -> None:
    done = [(_job_key(job), job.version) for job in work.jobs]
    done += [(_candidate_key(candidate), candidate.version) for candidate in work.candidates]
    await connection.executemany(
        "INSERT INTO finished VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET "
        "version = GREATEST(finished.version, excluded.version)",
        sorted(done),
    )


async def _jobs(connection: Connection, pairs: Sequence[PairKey]) -> dict[object, JobFacts]:
    rows = await connection.fetch(
        f"SELECT {JOB}, model, vector FROM jobs WHERE job_id = ANY ($1) ORDER BY job_id FOR SHARE",
        sorted({job_id for _, job_id in pairs}),
    )
    return {row["job_id"]: job_of(row) for row in rows}


async def _people(connection: Connection, pairs: Sequence[PairKey]) -> dict[CandidateKey, CandidateFacts]:
    keys = sorted({key for key, _ in pairs})
    rows = await connection.fetch(
        "SELECT found.* FROM (SELECT * FROM unnest($1::text[], $2::text[]) AS k(t, c) ORDER BY 1, 2) AS k "
        f"CROSS JOIN LATERAL (SELECT {CANDIDATE}, model, vector FROM candidates "
        "  WHERE tenant_id = k.t AND candidate_id = k.c FOR SHARE) AS found",
        [key[0] for key in keys],
        [key[1] for key in keys],
    )
    return {(row["tenant_id"], row["candidate_id"]): candidate_of(row) for row in rows}


async def _pairs(connection: Connection, pairs: Sequence[PairKey]) -> dict[PairKey, Pair]:
    rows = await connection.fetch(
        "SELECT found.* FROM (SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j) ORDER BY 1, 2, 3) "
        "AS k CROSS JOIN LATERAL (SELECT tenant_id, candidate_id, job_id, version, state, score FROM matches "
        "  WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j FOR UPDATE) AS found",
        [key[0] for key, _ in pairs],
        [key[1] for key, _ in pairs],
        [job_id for _, job_id in pairs],
    )
    return {pair.key: pair for pair in map(pair_of, rows)}


def _job_key(job: JobFacts) -> str:
    return f"job:{job.job_id}"


def _candidate_key(candidate: CandidateFacts) -> str:
    return f"candidate:{'/'.join(candidate.key)}"
