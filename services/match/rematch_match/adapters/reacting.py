"""People's reactions in PostgreSQL: each record once, and what all records of a pair come to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Ratings
from rematch_common.database import Connection
from rematch_match.adapters.families import FAMILY
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.reactions import Reaction, feedback_id, reaction_of

_NOTE = """
INSERT INTO feedback (feedback_id, tenant_id, candidate_id, job_id, action, reason, relevance, quality, actor,
  occurred_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::smallint[],
  $8::smallint[], $9::text[], $10::timestamptz[])
ON CONFLICT DO NOTHING
"""
_REFUSED = """
SELECT k.* FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j) CROSS JOIN LATERAL (
  SELECT FROM matches WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j AND reason = 'rejected') AS found
"""
_READ = """
SELECT found.* FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j) CROSS JOIN LATERAL (
  SELECT tenant_id, candidate_id, job_id, action, reason, relevance, quality, actor, occurred_at FROM feedback
  WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j
    -- What was said before it was taken back counts no more, also where it comes again.
    AND occurred_at > COALESCE((SELECT reset_at FROM reactions r WHERE r.tenant_id = k.t AND r.candidate_id = k.c
      AND r.job_id = k.j), '-infinity')) AS found
"""
_RESET = """
INSERT INTO reactions (tenant_id, candidate_id, job_id, changed_at, reset_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (tenant_id, candidate_id, job_id) DO UPDATE SET status = 'suggested', saved = false, outcome = NULL,
  relevance = NULL, quality = NULL, changed_at = excluded.changed_at, reset_at = excluded.reset_at
"""
_SAVE = """
INSERT INTO reactions (tenant_id, candidate_id, job_id, status, saved, outcome, relevance, quality, changed_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::boolean[], $6::text[], $7::smallint[],
  $8::smallint[], $9::timestamptz[])
ON CONFLICT (tenant_id, candidate_id, job_id) DO UPDATE SET status = excluded.status, saved = excluded.saved,
  outcome = excluded.outcome, relevance = excluded.relevance, quality = excluded.quality,
  changed_at = excluded.changed_at
"""
_FAMILIES = f"WITH RECURSIVE {FAMILY.format(of='SELECT unnest($1::uuid[])')} SELECT of, member FROM family"


async def families(connection: Connection, jobs: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Of each of these openings all that count as the same, itself among them."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await connection.fetch(_FAMILIES, sorted(jobs)):
        found[row["of"]].add(row["member"])
    return found


async def refused(connection: Connection, pairs: Sequence[PairKey]) -> set[PairKey]:
    """Those of these pairs that were withdrawn because somebody said no."""
    keys = [(*person, job_id) for person, job_id in pairs]
    rows = await connection.fetch(_REFUSED, *_columns(keys)) if keys else []
    return {((row["t"], row["c"]), row["j"]) for row in rows}


async def note(connection: Connection, records: Sequence[MatchFeedback]) -> None:
    """Store the records, each once, and what all that are known of these pairs come to. Their people are locked."""
    rows = {feedback_id(record): _row(record) for record in records}
    if not rows:
        return
    await connection.execute(_NOTE, *_columns([(id_, *row) for id_, row in sorted(rows.items())]))
    keys = sorted({(record.tenant_id, record.candidate_id, record.job_id) for record in records})
    known: dict[tuple[Any, ...], list[MatchFeedback]] = defaultdict(list)
    for row in await connection.fetch(_READ, *_columns(keys)):
        record = _record(row)
        known[record.tenant_id, record.candidate_id, record.job_id].append(record)
    said = [(*key, *_reaction(reaction_of(known[key]))) for key in keys if key in known]
    if said:
        await connection.execute(_SAVE, *_columns(said))


async def take_back(connection: Connection, key: PairKey, at: datetime) -> None:
    """As if nothing had been said of the pair until then. Its person is locked."""
    (tenant_id, candidate_id), job_id = key
    await connection.execute(_RESET, tenant_id, candidate_id, job_id, at)


def pair_of(record: MatchFeedback) -> PairKey:
    return (record.tenant_id, record.candidate_id), record.job_id


def _reaction(reaction: Reaction) -> tuple[Any, ...]:
    rated = (reaction.relevance, reaction.quality)
    return reaction.status, reaction.saved, reaction.outcome, *rated, reaction.changed_at


def _row(record: MatchFeedback) -> tuple[Any, ...]:
    rated = record.ratings or Ratings()
    said = (record.action, record.reason, rated.relevance, rated.quality, record.actor, record.occurred_at)
    return record.tenant_id, record.candidate_id, record.job_id, *said


def _record(row: Any) -> MatchFeedback:
    told = dict(row)
    ratings = Ratings(relevance=told.pop("relevance"), quality=told.pop("quality"))
    return MatchFeedback(**told, ratings=ratings if ratings != Ratings() else None)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
