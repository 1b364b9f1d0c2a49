"""What an installation had before is what it has after its schema was brought to the newest revision."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

import rematch_match
from rematch_common.contracts import match_id_of
from rematch_common.migrate import Migrations
from rematch_devstack import roles
from tests.fakes.samples import job_id
from tests.servers import Postgres

pytestmark = pytest.mark.stack
SCHEMA = "match_upgraded"
FOLDER = Path(str(rematch_match.__file__)).parent / "migrations"
TENANTS = ("demo", "other")


@pytest.fixture
async def first(postgres: Postgres, tmp_path: Path) -> AsyncIterator[str]:
    """The owner's address, and a schema of its own at the first revision with pairs of two tenants."""
    shutil.copy(FOLDER / "0001_pairs.py", tmp_path)
    url = postgres.url(roles.OWNER)
    await Migrations(url, SCHEMA, tmp_path).start()
    try:
        await asked(
            url,
            "INSERT INTO matches SELECT t, 'c-1', j, 3, j = $2, 80, now() FROM unnest($1::text[]) AS t, "
            "unnest(ARRAY[$2::uuid, $3]) AS j",
            list(TENANTS),
            job_id(1),
            job_id(2),
        )
        yield url
    finally:
        await asked(url, f"DROP SCHEMA {SCHEMA} CASCADE")


async def asked(url: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
    settings = {"search_path": SCHEMA, "rematch.tenants": ",".join(TENANTS)}
    owner = await asyncpg.connect(url, server_settings=settings)
    try:
        return list(await owner.fetch(query, *arguments))
    finally:
        await owner.close()


async def test_pairs_in_force_stay_in_force_with_what_was_told(first: str) -> None:
    await Migrations(first, SCHEMA, FOLDER).start()
    rows = await asked(first, "SELECT tenant_id, job_id, state, told, version, match_id FROM matches")
    assert {tuple(row) for row in rows} == {
        (tenant, job_id(number), state, 80.0, 3, match_id_of(tenant, "c-1", job_id(number)))
        for tenant in TENANTS
        for number, state in ((1, "active"), (2, "withdrawn"))
    }


async def test_what_was_forgotten_is_marked_to_be_read_anew(first: str) -> None:
    await asked(first, "INSERT INTO tenants VALUES ('demo')")
    await Migrations(first, SCHEMA, FOLDER).start()
    assert len(await asked(first, "SELECT FROM read_anew")) == 1


async def test_nobody_sees_a_tenant_that_is_not_named(first: str) -> None:
    await Migrations(first, SCHEMA, FOLDER).start()
    assert len(await asked(first, "SELECT FROM matches")) == 4
    owner = await asyncpg.connect(first, server_settings={"search_path": SCHEMA})
    try:
        assert await owner.fetchval("SELECT count(*) FROM matches") == 0
    finally:
        await owner.close()
