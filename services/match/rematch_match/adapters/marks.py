"""What belongs in the vector index, as PostgreSQL knows it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rematch_common.database import Connection
from rematch_match.domain.facts import CandidateKey, point_id
from rematch_match.ports import Mark, Side

Key = tuple[UUID | None] | CandidateKey

# A vector's length is known without reading it.
_MARK = "version, model || '.' || octet_length(vector) / 4 AS space"
# The rows themselves, and what models bring that are being introduced, as if it were rows of that version.
_BESIDE_JOBS = (
    "(SELECT j.job_id, v.version, j.alive, j.skills, j.facts, j.card, j.lineage, j.merged_into, j.reading, v.model, "
    "v.vector "
    "FROM jobs j JOIN job_vectors v ON v.job_id = j.job_id AND v.model IS DISTINCT FROM j.model) AS beside"
)
_BESIDE_PEOPLE = (
    "(SELECT c.tenant_id, c.candidate_id, v.version, c.alive, c.skills, c.facts, c.lineage, c.away_as, c.told, "
    "c.reading, c.reacted, v.model, "
    "v.vector "
    "FROM candidates c JOIN candidate_vectors v ON v.tenant_id = c.tenant_id AND v.candidate_id = c.candidate_id "
    "AND v.model IS DISTINCT FROM c.model) AS beside"
)
SOURCES: dict[Side, tuple[str, str]] = {"jobs": ("jobs", _BESIDE_JOBS), "candidates": ("candidates", _BESIDE_PEOPLE)}
_REF: dict[Side, str] = {"jobs": "job_id::text", "candidates": "tenant_id || '/' || candidate_id"}
_BEHIND: dict[Side, str] = {
    "jobs": "AND ($1::uuid IS NULL OR job_id > $1) ORDER BY job_id FETCH FIRST $2 ROWS WITH TIES",
    "candidates": "AND (tenant_id, candidate_id) > ($1, $2) ORDER BY tenant_id, candidate_id "
    "FETCH FIRST $3 ROWS WITH TIES",
}
AMONG: dict[Side, str] = {
    "jobs": "job_id = ANY ($1)",
    "candidates": "(tenant_id, candidate_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))",
}
FIRST: dict[Side, Key] = {"jobs": (None,), "candidates": ("", "")}


async def marks_behind(connection: Connection, side: Side, source: str, key: Key, size: int) -> list[Mark]:
    """The next ones in the order of their keys; of one key all, even beyond that size."""
    rows = await connection.fetch(f"{_belongs(side, source)} {_BEHIND[side]}", *key, size)
    return [_mark(side, row) for row in rows]


async def marks_among(connection: Connection, side: Side, refs: Sequence[str]) -> list[Mark]:
    queries = [f"{_belongs(side, source)} AND {AMONG[side]}" for source in SOURCES[side]]
    rows = await connection.fetch(" UNION ALL ".join(queries), *columns(side, refs))
    return [_mark(side, row) for row in rows]


def _belongs(side: Side, source: str) -> str:
    return f"SELECT {_REF[side]} AS ref, {_MARK} FROM {source} WHERE alive AND vector IS NOT NULL"


def key_of(side: Side, ref: str) -> Key:
    if side == "jobs":
        return (UUID(ref),)
    tenant_id, _, candidate_id = ref.partition("/")
    return tenant_id, candidate_id


def columns(side: Side, refs: Sequence[str]) -> list[list[Any]]:
    """The keys as arguments of AMONG."""
    return [list(column) for column in zip(*(key_of(side, ref) for ref in refs), strict=True)]


def _mark(side: Side, row: Any) -> Mark:
    ref = row["ref"]
    return Mark(UUID(ref) if side == "jobs" else point_id(tuple(ref.split("/"))), ref, row["version"], row["space"])
