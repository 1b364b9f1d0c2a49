"""What people themselves have made of openings, read with them from their reactions; nothing of it is stored beside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import orjson

from rematch_common.contracts import MatchFeedback, Trigger
from rematch_common.database import Connection
from rematch_match.domain.asks import Asks, Place
from rematch_match.domain.facts import CandidateFacts, CandidateKey
from rematch_match.domain.tastes.alike import alike
from rematch_match.domain.tastes.saying import Said, is_own
from rematch_match.domain.tastes.tilt import NEWEST, NO_TASTES, Tastes

_TRIGGER: Trigger = "feedback"
# Those that `is_own` lets through: they have an index of their own. Of an opening what `alike` looks at; one that was
# merged is the one that took over.
_SAID = f"""
(SELECT json_agg(json_build_array(coalesce(j.merged_into, j.job_id), s.action, s.relevance,
    extract(epoch FROM s.occurred_at)::float8, a.asks -> 'company', a.asks -> 'occupation', a.asks -> 'title_core',
    a.asks -> 'workplace', a.asks -> 'places'))::text
  FROM (SELECT f.job_id, f.action, f.relevance, f.occurred_at FROM feedback f
    WHERE f.tenant_id = {{of}}.tenant_id AND f.candidate_id = {{of}}.candidate_id AND f.actor = 'candidate'
      AND f.action <> 'viewed' ORDER BY f.occurred_at DESC, f.feedback_id LIMIT {NEWEST}) AS s
  JOIN jobs j ON j.job_id = s.job_id CROSS JOIN LATERAL (SELECT j.facts -> 'asks' AS asks OFFSET 0) AS a) AS said
"""
_READ = f"""
SELECT found.tenant_id, found.candidate_id, found.reacted, {_SAID.format(of="found")}
FROM unnest($1::text[], $2::text[]) AS k(t, c) CROSS JOIN LATERAL (
  SELECT tenant_id, candidate_id, reacted FROM candidates
  WHERE tenant_id = k.t AND candidate_id = k.c LIMIT 1) AS found
"""
_COUNT = """
UPDATE candidates SET reacted = reacted + 1 FROM unnest($1::text[], $2::text[]) AS k(t, c)
WHERE tenant_id = k.t AND candidate_id = k.c
"""
# Who waits already is matched with this, too: the row is held until it is written, so nobody claims it before.
_LOOK_AGAIN = """
WITH waiting AS (
  SELECT b.tenant_id, b.candidate_id FROM unnest($1::text[], $2::text[]) AS k(t, c)
  JOIN backlog b ON b.tenant_id = k.t AND b.candidate_id = k.c AND b.claimed_at IS NULL FOR UPDATE OF b SKIP LOCKED),
next AS (
  SELECT c.tenant_id, c.candidate_id FROM unnest($1::text[], $2::text[]) AS k(t, c)
  JOIN candidates c ON c.tenant_id = k.t AND c.candidate_id = k.c AND c.alive
  WHERE (k.t, k.c) NOT IN (SELECT tenant_id, candidate_id FROM waiting)),
request AS (
  INSERT INTO requests (request_id, tenant_id, trigger, asked_at, total)
  SELECT r.request_id, r.tenant_id, $3, $4, count(*) FROM unnest($5::uuid[], $6::text[]) AS r(request_id, tenant_id)
  JOIN next USING (tenant_id) GROUP BY r.request_id, r.tenant_id RETURNING request_id, tenant_id)
INSERT INTO backlog (tenant_id, candidate_id, request_id, asked_at)
SELECT tenant_id, candidate_id, request_id, $4 FROM next JOIN request USING (tenant_id)
"""


def said_by(of: str = "candidates") -> str:
    """A column: what each of them said, or NULL."""
    return _SAID.format(of=of)


def tastes_in(row: Any) -> Tastes:
    said = row.get("said")
    return NO_TASTES if said is None else Tastes.of(map(_said, orjson.loads(said)))


async def with_tastes(connection: Connection, people: Sequence[CandidateFacts]) -> list[CandidateFacts]:
    """The same people, as a topic has brought them, with what they made of openings before."""
    rows = await connection.fetch(_READ, [one.key[0] for one in people], [one.key[1] for one in people])
    found = {(row["tenant_id"], row["candidate_id"]): row for row in rows}
    return [
        replace(one, tastes=tastes_in(found[one.key]), reacted=found[one.key]["reacted"]) if one.key in found else one
        for one in people
    ]


async def look_again(connection: Connection, heard: Sequence[MatchFeedback], at: datetime) -> None:
    """Whoever said something of their own, which nobody had heard before, is matched again soon. They are locked."""
    people = sorted({(record.tenant_id, record.candidate_id) for record in heard if is_own(record)})
    if not people:
        return
    tenants = sorted({tenant for tenant, _ in people})
    columns = _columns(people)
    await connection.execute(_COUNT, *columns)
    await connection.execute(_LOOK_AGAIN, *columns, _TRIGGER, at, [uuid4() for _ in tenants], tenants)


def _said(told: Sequence[Any]) -> Said:
    job_id, action, relevance, at, company, occupation, title_core, workplace, places = told
    where = tuple(Place(place["city"], place["region"], place["country"]) for place in places or ())
    asks = Asks(company=company, occupation=occupation, title_core=title_core, workplace=workplace, places=where)
    return Said(UUID(job_id), action, relevance, at, alike(asks))


def _columns(people: Sequence[CandidateKey]) -> tuple[list[str], list[str]]:
    return [tenant for tenant, _ in people], [name for _, name in people]
