"""People's reactions in PostgreSQL: each record once, and what all records of a pair come to."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rematch_common.contracts import MatchFeedback
from rematch_common.contracts.feedback import Ratings
from rematch_common.database import Connection
from rematch_match.adapters.families import FAMILY
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.reactions import Reaction, feedback_id, reaction_of
from rematch_match.handlers.settling import Settlement

_NOTE = """
INSERT INTO feedback (feedback_id, tenant_id, candidate_id, job_id, action, reason, relevance, quality, actor,
  occurred_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::smallint[],
  $8::smallint[], $9::text[], $10::timestamptz[])
ON CONFLICT DO NOTHING RETURNING feedback_id
"""
_READ = """
SELECT found.* FROM unnest($1::text[], $2::text[], $3::uuid[]) AS k(t, c, j) CROSS JOIN LATERAL (
  SELECT tenant_id, candidate_id, job_id, action, reason, relevance, quality, actor, occurred_at FROM feedback
  WHERE tenant_id = k.t AND candidate_id = k.c AND job_id = k.j OFFSET 0) AS found
"""
_SAVE = """
INSERT INTO reactions (tenant_id, candidate_id, job_id, status, saved, outcome, changed_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::boolean[], $6::text[], $7::timestamptz[])
ON CONFLICT (tenant_id, candidate_id, job_id) DO UPDATE SET status = excluded.status, saved = excluded.saved,
  outcome = excluded.outcome, changed_at = excluded.changed_at
"""
_ERASED = """
SELECT tenant_id, candidate_id, erased_at FROM candidates JOIN unnest($1::text[], $2::text[]) AS k(t, c)
  ON tenant_id = k.t AND candidate_id = k.c WHERE erased_at IS NOT NULL
"""
_FAMILIES = f"WITH RECURSIVE {FAMILY.format(of='SELECT unnest($1::uuid[])')} SELECT of, member FROM family"


async def lock_sides(
    settlement: Settlement, connection: Connection, records: Sequence[MatchFeedback], busy: frozenset[UUID]
) -> Mapping[UUID, set[UUID]]:
    """Of each opening that was reacted to all that count as the same, locked with whoever reacted: those that came, or
    were merged, while people were waited for among them. Raises Busy."""
    openings = {record.job_id for record in records}
    kin = await _families(connection, openings)
    await settlement.lock({(person, job) for person, of in map(pair_of, records) for job in kin[of]}, busy)
    kin = await _families(connection, openings)
    await settlement.join(set().union(*kin.values()), {pair_of(record)[0] for record in records})
    return kin


async def _families(connection: Connection, jobs: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Of each of these openings all that count as the same, itself among them."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in await connection.fetch(_FAMILIES, sorted(jobs)):
        found[row["of"]].add(row["member"])
    return found


@dataclass(frozen=True, slots=True)
class Noted:
    """The pairs to which somebody has said no at any time, and what nobody had heard before."""

    refused: set[PairKey] = field(default_factory=set)
    heard: Sequence[MatchFeedback] = ()


async def of_this_life(connection: Connection, records: Sequence[MatchFeedback]) -> list[MatchFeedback]:
    """Without what somebody said who was erased, read again after another came under the same id."""
    people = sorted({pair_of(record)[0] for record in records})
    rows = await connection.fetch(_ERASED, *_columns(people)) if people else ()
    ended = {(row["tenant_id"], row["candidate_id"]): row["erased_at"] for row in rows}
    return [one for one in records if pair_of(one)[0] not in ended or one.occurred_at > ended[pair_of(one)[0]]]


async def note(connection: Connection, records: Sequence[MatchFeedback]) -> Noted:
    """Store the records, each once, and what all that are known of these pairs come to. Their people are locked."""
    said = {feedback_id(record): record for record in records}
    if not said:
        return Noted()
    new = await connection.fetch(_NOTE, *_columns([(id_, *_row(said[id_])) for id_ in sorted(said)]))
    keys = sorted({(record.tenant_id, record.candidate_id, record.job_id) for record in records})
    known: dict[tuple[Any, ...], list[MatchFeedback]] = defaultdict(list)
    for row in await connection.fetch(_READ, *_columns(keys)):
        record = _record(row)
        known[record.tenant_id, record.candidate_id, record.job_id].append(record)
    reactions = [(*key, *_reaction(reaction_of(known[key]))) for key in keys if key in known]
    if reactions:
        await connection.execute(_SAVE, *_columns(reactions))
    refused = {pair_of(one) for all_of_them in known.values() for one in all_of_them if one.action == "rejected"}
    return Noted(refused, [said[row["feedback_id"]] for row in new])


def pair_of(record: MatchFeedback) -> PairKey:
    return (record.tenant_id, record.candidate_id), record.job_id


def _reaction(reaction: Reaction) -> tuple[Any, ...]:
    return reaction.status, reaction.saved, reaction.outcome, reaction.changed_at


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
