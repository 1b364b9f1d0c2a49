"""Who brings a schema up to date, and who waits for it."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

import rematch_dedup
from rematch_common.errors import DependencyAway
from rematch_common.migrate import Migrations
from rematch_devstack import roles
from tests.servers import Postgres

pytestmark = pytest.mark.stack
SCHEMA = "dedup_awaited"
FOLDER = Path(str(rematch_dedup.__file__)).parent / "migrations"


@pytest.fixture
async def owner(postgres: Postgres) -> AsyncIterator[str]:
    """The owner's address; the schema is there as `rematch roles` makes one, without a table."""
    url = postgres.url(roles.OWNER)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE SCHEMA {SCHEMA}; GRANT USAGE ON SCHEMA {SCHEMA} TO rematch_dedup")
        await connection.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {SCHEMA} GRANT SELECT ON TABLES TO rematch_dedup")
        yield url
    finally:
        await connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        await connection.close()


async def test_a_service_waits_with_its_own_role_until_the_owner_has_migrated(
    owner: str, postgres: Postgres, tmp_path: Path
) -> None:
    waits = Migrations(postgres.url(roles.role_of("dedup")), SCHEMA, FOLDER, awaited=True)
    with pytest.raises(DependencyAway, match=f"schema {SCHEMA} is at None: .* migrate` brings it to 0004"):
        await waits.start()
    shutil.copy(FOLDER / "0001_openings.py", tmp_path)
    await Migrations(owner, SCHEMA, tmp_path).start()
    with pytest.raises(DependencyAway, match="is at 0001"):
        await waits.start()
    await Migrations(owner, SCHEMA, FOLDER).start()
    await waits.start()


async def test_the_former_version_starts_again_on_the_next_ones_schema(owner: str, tmp_path: Path) -> None:
    await Migrations(owner, SCHEMA, FOLDER).start()
    shutil.copy(FOLDER / "0001_openings.py", tmp_path)
    for awaited in (True, False):
        await Migrations(owner, SCHEMA, tmp_path, awaited=awaited).start()


@pytest.mark.parametrize("service", ["ingest", "dedup", "match", "notify"])
async def test_the_command_migrates_and_ends(postgres: Postgres, tmp_path: Path, service: str) -> None:
    """On the schemas that the tests share, which are as new as can be: what is left to do is to say so."""
    file = tmp_path / "migrations-url"
    file.write_text(postgres.url(roles.OWNER) + "\n")
    done = await _migrate(service, file)
    assert (done[0], b"migrated" in done[1]) == (0, True)


async def _migrate(service: str, file: Path) -> tuple[int | None, bytes]:
    told = {**os.environ, "REMATCH_MIGRATIONS_URL_FILE": str(file)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"rematch_{service}", "migrate", env=told, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, said
