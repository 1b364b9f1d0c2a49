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
_BELONGS: dict[Side, str] = {
    "jobs": f"SELECT job_id::text AS ref, {_MARK} FROM jobs WHERE alive AND vector IS NOT NULL",
    "candidates": f"SELECT tenant_id || '/' || candidate_id AS ref, {_MARK} FROM candidates "
    "WHERE alive AND vector IS NOT NULL",
}
_BEHIND: dict[Side, str] = {
    "jobs": "AND ($1::uuid IS NULL OR job_id > $1) ORDER BY job_id LIMIT $2",
    "candidates": "AND (tenant_id, candidate_id) > ($1, $2) ORDER BY tenant_id, candidate_id LIMIT $3",
}
AMONG: dict[Side, str] = {
    "jobs": "job_id = ANY ($1)",
    "candidates": "(tenant_id, candidate_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))",
}
FIRST: dict[Side, Key] = {"jobs": (None,), "candidates": ("", "")}


async def marks_behind(connection: Connection, side: Side, key: Key, size: int) -> list[Mark]:
    """The next ones in the order of their keys."""
    rows = await connection.fetch(f"{_BELONGS[side]} {_BEHIND[side]}", *key, size)
    return [_mark(side, row) for row in rows]


async def marks_among(connection: Connection, side: Side, refs: Sequence[str]) -> list[Mark]:
    rows = await connection.fetch(f"{_BELONGS[side]} AND {AMONG[side]}", *columns(side, refs))
    return [_mark(side, row) for row in rows]


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
