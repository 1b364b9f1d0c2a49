"""Between match's facts and their rows."""

from typing import Any

import numpy as np
import orjson

from rematch_match.domain.facts import CandidateFacts, JobFacts, Vector
from rematch_match.domain.pairs import Pair, Told

# Everything but the vectors, which are large and needed only where pairs are scored.
JOB = "job_id, version, alive, required, preferred, card, lineage, merged_into"
CANDIDATE = "tenant_id, candidate_id, version, alive, skills, lineage, away_as"


def job_row(job: JobFacts) -> tuple[object, ...]:
    return (
        job.job_id,
        job.version,
        job.alive,
        sorted(job.required),
        sorted(job.preferred),
        sorted(job.skills),
        *_vector_columns(job.vector),
        orjson.dumps(job.card).decode(),
        orjson.dumps(job.lineage).decode(),
        job.merged_into,
    )


def candidate_row(candidate: CandidateFacts) -> tuple[object, ...]:
    return (
        *candidate.key,
        candidate.version,
        candidate.alive,
        sorted(candidate.skills),
        *_vector_columns(candidate.vector),
        orjson.dumps(candidate.lineage).decode(),
        candidate.away_as,
    )


def pair_row(told: Told, now: object) -> tuple[object, ...]:
    (tenant_id, candidate_id), job_id = told.pair.key
    return (tenant_id, candidate_id, job_id, told.pair.version, told.pair.active, told.pair.score, now)


def job_of(row: Any) -> JobFacts:
    return JobFacts(
        job_id=row["job_id"],
        version=row["version"],
        alive=row["alive"],
        required=frozenset(row["required"]),
        preferred=frozenset(row["preferred"]),
        vector=_vector_of(row),
        card=orjson.loads(row["card"]),
        lineage=orjson.loads(row["lineage"]),
        merged_into=row["merged_into"],
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
    )


def pair_of(row: Any) -> Pair:
    key = ((row["tenant_id"], row["candidate_id"]), row["job_id"])
    return Pair(key, row["version"], row["active"], row["score"])


def _vector_columns(vector: Vector | None) -> tuple[str | None, bytes | None]:
    return (None, None) if vector is None else (vector.model, vector.values.tobytes())


def _vector_of(row: Any) -> Vector | None:
    if row.get("vector") is None:
        return None
    return Vector(row["model"], np.frombuffer(row["vector"], "<f4"))
