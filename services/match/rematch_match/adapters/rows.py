"""Between match's facts and their rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import orjson
from pydantic import TypeAdapter

from rematch_common.contracts import grade_of, match_id_of
from rematch_match.adapters.compared import candidate_vector, job_vector
from rematch_match.adapters.tasting import said_by, tastes_in
from rematch_match.domain.ageing import days_to_another_grade
from rematch_match.domain.asks import Asks, Brings, OwnAsked
from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.own_skills import all_looked_up
from rematch_match.domain.scoring import Seen
from rematch_match.domain.telling import Told

# Everything but the vectors and the posting's text, which are large and needed only where pairs are scored or shown.
JOB = "job_id, version, alive, facts, card, lineage, merged_into, reading"
CANDIDATE = "tenant_id, candidate_id, version, alive, skills, facts, lineage, away_as, told, reading, reacted"
# With what a score needs of them beyond their own row.
WHOLE_CANDIDATE = f"{CANDIDATE}, {candidate_vector()}, {said_by()}"
# What the scores of many pairs rest on, and nothing that only one pair's event would tell.
SCORED_JOB = "job_id, version, alive, facts, card, '{}' AS lineage, merged_into, reading, " + job_vector()
SCORED_CANDIDATE = (
    "tenant_id, candidate_id, version, alive, skills, facts, '{}' AS lineage, away_as, told, reading, reacted, "
    f"{candidate_vector('found')}, {said_by('found')}"
)
_BRINGS = TypeAdapter(Brings)


@dataclass(frozen=True, slots=True)
class _JobFacts:
    """What of an opening is kept in one JSON column."""

    required: frozenset[str]
    preferred: frozenset[str]
    asks: Asks
    own: Mapping[str, OwnAsked] = field(default_factory=dict)


_JOB_FACTS = TypeAdapter(_JobFacts)


def job_row(job: JobFacts) -> tuple[object, ...]:
    return (
        job.job_id,
        job.version,
        job.alive,
        sorted(job.skills),
        job_facts(job),
        list(job.asks.categories),
        job.asks.title,
        job.asks.company,
        job.text,
        job.asks.posted_at,
        *_vector_columns(job.vector),
        orjson.dumps(job.card).decode(),
        orjson.dumps(job.lineage).decode(),
        job.merged_into,
        sorted(all_looked_up(job)),
        job.reading,
    )


def job_facts(job: JobFacts) -> str:
    return _JOB_FACTS.dump_json(_JobFacts(job.required, job.preferred, job.asks, job.own)).decode()


def candidate_facts(candidate: CandidateFacts) -> str:
    return _BRINGS.dump_json(candidate.brings).decode()


def candidate_row(candidate: CandidateFacts) -> tuple[object, ...]:
    return (
        *candidate.key,
        candidate.version,
        candidate.alive,
        sorted(candidate.skills),
        candidate_facts(candidate),
        list(candidate.brings.categories),
        *_vector_columns(candidate.vector),
        orjson.dumps(candidate.lineage).decode(),
        candidate.away_as,
        sorted(candidate.told),
        candidate.reading,
    )


def pair_row(told: Told, now: datetime, body: bytes | None) -> tuple[object, ...]:
    """{} for what stays as it is: what was announced, unless more is now; what the score rests on, unless known."""
    pair, score = told.change.pair, told.change.score
    return (
        *pair.key[0],
        pair.key[1],
        pair.version,
        pair.state,
        pair.score,
        pair.told,
        pair.reason,
        grade_of(pair.score if pair.told is None else pair.told),
        "{}" if score is None else orjson.dumps(score.fixed).decode(),
        None if score is None else _ages_at(score, now),
        now,
        "{}" if body is None else body.decode(),
        match_id_of(*pair.key[0], pair.key[1]),
        pair.verdict,
    )


def _ages_at(score: Seen, now: datetime) -> datetime | None:
    days = days_to_another_grade(score.fixed, score.age)
    return None if days is None else now + timedelta(days=days)


def job_of(row: Any) -> JobFacts:
    facts = _JOB_FACTS.validate_json(row["facts"])
    return JobFacts(
        job_id=row["job_id"],
        version=row["version"],
        alive=row["alive"],
        required=facts.required,
        preferred=facts.preferred,
        vector=_vector_of(row),
        card=orjson.loads(row["card"]),
        lineage=orjson.loads(row["lineage"]),
        merged_into=row["merged_into"],
        asks=facts.asks,
        text=row.get("body") or "",
        own=facts.own,
        reading=row["reading"],
    )


def candidate_of(row: Any) -> CandidateFacts:
    return CandidateFacts(
        key=(row["tenant_id"], row["candidate_id"]),
        version=row["version"],
        alive=row["alive"],
        skills=frozenset(row["skills"]),
        vector=_vector_of(row),
        lineage=orjson.loads(row["lineage"]),
        away_as=row["away_as"],
        brings=_BRINGS.validate_json(row["facts"]),
        told=frozenset(row["told"]),
        reading=row["reading"],
        tastes=tastes_in(row),
        reacted=row["reacted"],
    )


def _vector_columns(vector: Vector | None) -> tuple[str | None, bytes | None]:
    return (None, None) if vector is None else (vector.model, vector.values.tobytes())


def _vector_of(row: Any) -> Vector | None:
    if row.get("vector") is None:
        return None
    return Vector(row["model"], np.frombuffer(row["vector"], "<f4"))
