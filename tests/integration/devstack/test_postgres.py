"""A real PostgreSQL, run by the supervisor."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from rematch_devstack import postgres_home, roles
from rematch_devstack.backoff import Backoff
from rematch_devstack.ports import Ports
from rematch_devstack.postgres import EmbeddedPostgres
from rematch_devstack.supervisor import Supervisor
from tests.integration.devstack.waiting import gone

pytestmark = pytest.mark.stack


@asynccontextmanager
async def server(
    path: Path, port: int | None = None, programs: Path | None = None
) -> AsyncIterator[tuple[EmbeddedPostgres, Supervisor]]:
    postgres = EmbeddedPostgres(path / "postgres", port, programs)
    supervisor = Supervisor(path / "logs", backoff=Backoff(first=0.05, longest=0.2))
    supervisor.add(postgres.spec())
    try:
        await supervisor.start()
        yield postgres, supervisor
    finally:
        await supervisor.stop_all()
        postgres.tidy()


@asynccontextmanager
async def session(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        yield connection
    finally:
        await connection.close()


async def make_table(postgres: EmbeddedPostgres, name: str) -> None:
    async with session(postgres.url(roles.OWNER)) as owner:
        await owner.execute(f"CREATE TABLE {name} (id bigserial PRIMARY KEY, word text NOT NULL)")


async def test_a_role_sees_its_own_schema_only(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _):
        for name in ("dedup.openings", "match.matches"):
            await make_table(postgres, name)
        async with session(postgres.url("rematch_dedup")) as dedup:
            await dedup.execute("INSERT INTO dedup.openings (word) VALUES ('one')")
            await dedup.execute("UPDATE dedup.openings SET word = 'two'")
            assert await dedup.fetchval("SELECT word FROM dedup.openings") == "two"
            await dedup.execute("DELETE FROM dedup.openings")
            for forbidden in (
                "SELECT * FROM match.matches",
                "TRUNCATE dedup.openings",
                "DROP TABLE dedup.openings",
                "ALTER TABLE dedup.openings DISABLE ROW LEVEL SECURITY",
                "CREATE TABLE dedup.mine ()",
                "CREATE TABLE public.mine ()",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE mine ()",
                "SET ROLE rematch_owner",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await dedup.execute(forbidden)
        async with session(postgres.url("rematch_embed")) as embed:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await embed.execute("SELECT * FROM dedup.openings")


async def test_no_role_is_above_row_level_security_nor_owns_anything_but_the_owner(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _), session(postgres.url("postgres")) as admin:
        powers = await admin.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'rematch%'"
            " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR NOT rolcanlogin)"
        )
        assert powers == []
        owners = await admin.fetch(
            "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = ANY($1)", roles.SCHEMAS
        )
        assert [row[0] for row in owners] == [roles.OWNER] * len(roles.SCHEMAS)


async def test_the_statements_can_be_run_again_and_mend(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _):
        await make_table(postgres, "dedup.openings")
        async with session(postgres.url("postgres")) as admin:
            await admin.execute("REVOKE USAGE ON SCHEMA dedup FROM rematch_dedup")
            for _ in range(2):
                for statement in roles.statements():
                    await admin.execute(statement)
        async with session(postgres.url("rematch_dedup")) as dedup:
            assert await dedup.fetch("SELECT * FROM dedup.openings") == []


async def test_an_admin_without_superuser_can_run_the_statements(tmp_path: Path) -> None:
    """As on a managed server."""
    async with server(tmp_path) as (postgres, _):
        async with session(postgres.url("postgres")) as admin:
            await admin.execute("CREATE ROLE manager LOGIN CREATEROLE CREATEDB")
            for role in roles.ROLES:
                await admin.execute(f"GRANT {role} TO manager WITH ADMIN TRUE, SET FALSE, INHERIT FALSE")
            await admin.execute("CREATE DATABASE managed OWNER manager")
        async with session(postgres.url("manager", "managed")) as manager:
            for statement in roles.statements():
                await manager.execute(statement)
        async with session(postgres.url(roles.OWNER, "managed")) as owner:
            await owner.execute("CREATE TABLE match.matches ()")


async def test_kill_9_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, supervisor):
        await make_table(postgres, "dedup.openings")
        for round_ in range(3):
            async with session(postgres.url("rematch_dedup")) as dedup:
                await dedup.execute("INSERT INTO dedup.openings (word) SELECT 'w' FROM generate_series(1, 500)")
                supervisor.kill("postgres")
            await supervisor.wait_ready("postgres", 30)
            async with session(postgres.url("rematch_dedup")) as dedup:
                assert await dedup.fetchval("SELECT count(*) FROM dedup.openings") == 500 * (round_ + 1)


async def test_data_outlive_a_restart_and_an_orderly_stop_leaves_nothing_running(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, supervisor):
        await make_table(postgres, "match.matches")
        pid = supervisor.pid("postgres")
        assert pid
        family = [pid, *(each.pid for each in psutil.Process(pid).children(recursive=True))]
        # A client that hangs on does not keep it from stopping.
        async with session(postgres.url("rematch_match")):
            assert await supervisor.stop("postgres", grace=10) == 0
        await gone(*family)
    async with server(tmp_path) as (postgres, _), session(postgres.url("rematch_match")) as match:
        assert await match.fetch("SELECT * FROM match.matches") == []


async def test_what_a_killed_initdb_left_is_made_anew(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (tmp_path / "postgres.unfinished").touch()
    (data / "PG_VERSION").write_text("18\n")
    (data / "base").mkdir()
    async with server(tmp_path) as (postgres, _), session(postgres.url("rematch_match")) as match:
        assert await match.fetchval("SELECT 1") == 1
    assert not (tmp_path / "postgres.unfinished").exists()


async def test_the_pid_of_a_dead_server_that_is_now_anothers_does_not_matter(tmp_path: Path) -> None:
    async with server(tmp_path):
        pass
    left = tmp_path / "postgres" / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{tmp_path}\n0\n5432\n/tmp\n\n0 0\nready\n")
    async with server(tmp_path) as (postgres, _), session(postgres.url("rematch_match")) as match:
        assert await match.fetchval("SELECT 1") == 1


async def test_a_deep_and_closed_directory_is_no_obstacle(tmp_path: Path) -> None:
    """As root the server runs as somebody who cannot even walk to its data; and no socket's path is that long."""
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    before = [(parent, parent.stat().st_mode) for parent in (closed, *closed.parents)]
    deep = closed.joinpath(*["a-rather-long-name-of-a-directory"] * 5)
    deep.mkdir(parents=True)
    async with server(deep) as (postgres, _), session(postgres.url("rematch_match")) as match:
        assert await match.fetchval("SELECT 1") == 1
    assert [(parent, parent.stat().st_mode) for parent, _ in before] == before


@pytest.mark.skipif(os.geteuid() != 0, reason="another user reaches its own programs")
async def test_programs_that_the_server_cannot_reach_are_copied(tmp_path: Path) -> None:
    """An environment below a home of mode 700."""
    installed = postgres_home.installed_programs()
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for part in (installed.parent, installed.parent.with_suffix(".libs")):
        shutil.copytree(part, home / part.name)
    programs = home / installed.parent.name / installed.name
    async with server(tmp_path, programs=programs) as (postgres, supervisor), session(postgres.url("rematch_match")):
        pid = supervisor.pid("postgres")
        assert pid
        copy = Path(psutil.Process(pid).exe()).parents[3]
    assert copy.name.startswith("rematch-postgresql-")
    assert copy.stat().st_uid == 0
    async with server(tmp_path, programs=programs) as (postgres, _), session(postgres.url("rematch_match")) as match:
        assert await match.fetchval("SELECT 1") == 1
    shutil.rmtree(copy)


async def test_a_port_asks_for_a_password(tmp_path: Path) -> None:
    with Ports() as ports:
        port = ports.free()
        async with server(tmp_path, port) as (postgres, _):
            async with session(postgres.tcp_url("rematch_match")) as match:
                assert await match.fetchval("SELECT current_user") == "rematch_match"
            with pytest.raises(asyncpg.InvalidPasswordError):
                async with session(f"postgresql://rematch_match:guess@127.0.0.1:{port}/rematch"):
                    pass
            async with session(postgres.url("rematch_dedup")) as dedup:
                assert await dedup.fetchval("SHOW fsync") == "on"


async def test_without_a_wish_it_listens_on_no_port(tmp_path: Path) -> None:
    async with server(tmp_path) as (_, supervisor):
        pid = supervisor.pid("postgres")
        assert pid
        assert [each for each in psutil.Process(pid).net_connections("tcp") if each.status == psutil.CONN_LISTEN] == []
