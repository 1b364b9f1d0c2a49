"""A real PostgreSQL, run by the supervisor."""

import os
import shutil
from pathlib import Path

import asyncpg
import psutil
import pytest

from rematch_devstack import postgres_home
from rematch_devstack.ports import Ports
from tests.integration.devstack.servers import make_table, server, session
from tests.integration.devstack.waiting import gone

pytestmark = pytest.mark.stack


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
