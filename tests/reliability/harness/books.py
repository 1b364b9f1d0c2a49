"""What the databases hold of a run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from tests.reliability.harness.ledger import AdKey


@dataclass(frozen=True)
class Row:
    """A thing with a version, and whether it is in force."""

    version: int
    open: bool


@dataclass(frozen=True)
class PairRow:
    """A pair as match has it. `told`: whether anybody has ever heard of it."""

    version: int
    state: str
    rank: tuple[float, UUID]
    told: bool


@dataclass(frozen=True)
class Books:
    """Openings and ads as dedup has them, the pairs of a run's candidates as match and notify have them."""

    ads: dict[AdKey, UUID]
    openings: dict[UUID, Row]
    pairs: dict[str, PairRow]
    deliveries: dict[UUID, int]
    profiles: dict[str, int]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url, timeout=10, command_timeout=30)
    try:
        yield connection
    finally:
        await connection.close()


async def pending(url: str) -> dict[str, int]:
    """Events that were written and not published yet, by service."""
    count = "SELECT count(*) FROM {}.outbox WHERE position IS NULL"
    async with connected(url) as connection:
        return {name: await connection.fetchval(count.format(name)) for name in ("ingest", "dedup", "match")}


async def read(url: str, run: str) -> Books:
    mine = f"{run}-%"
    async with connected(url) as connection:
        ads = await connection.fetch("SELECT source, external_id, job_id FROM dedup.ads WHERE source LIKE $1", mine)
        job_ids = [row["job_id"] for row in ads]
        openings = await connection.fetch(
            "SELECT job_id, version, open FROM dedup.openings WHERE job_id = ANY ($1) OR lead_source LIKE $2",
            job_ids,
            mine,
        )
        pairs = await connection.fetch("SELECT * FROM match.matches WHERE candidate_id LIKE $1", mine)
        deliveries = await connection.fetch("SELECT match_id, version FROM notify.deliveries")
        profiles = await connection.fetch(
            "SELECT tenant_id, candidate_id, version FROM ingest.candidates WHERE candidate_id LIKE $1", mine
        )
    return Books(
        {(row["source"], row["external_id"]): row["job_id"] for row in ads},
        {row["job_id"]: Row(row["version"], row["open"]) for row in openings},
        {_key(row): _pair(row) for row in pairs},
        {row["match_id"]: row["version"] for row in deliveries},
        {f"{row['tenant_id']}/{row['candidate_id']}": row["version"] for row in profiles},
    )


async def states(url: str, tenant: str) -> dict[str, str]:
    """What match has of a tenant's pairs."""
    async with connected(url) as connection:
        rows = await connection.fetch("SELECT * FROM match.matches WHERE tenant_id = $1", tenant)
    return {_key(row): row["state"] for row in rows}


def _pair(row: asyncpg.Record) -> PairRow:
    return PairRow(row["version"], row["state"], (-row["score"], row["job_id"]), row["told"] is not None)


def _key(row: asyncpg.Record) -> str:
    return f"{row['tenant_id']}/{row['candidate_id']}/{row['job_id']}"
