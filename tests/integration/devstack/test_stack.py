"""The whole embedded stack, in this process and in one of its own that is killed."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from rematch_devstack import doctor
from rematch_devstack.datadir import locked, running
from rematch_devstack.errors import StackError
from rematch_devstack.kafka import broker_answers
from rematch_devstack.stack import EmbeddedStack, Options
from tests.integration.devstack.waiting import gone

pytestmark = pytest.mark.stack

PROGRAM = Path(__file__).with_name("stack_process.py")


@dataclass(frozen=True)
class Run:
    process: asyncio.subprocess.Process
    pids: Sequence[int]
    bootstrap: str


@asynccontextmanager
async def run_of_its_own(data: Path) -> AsyncIterator[Run]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(data), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        said = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        yield Run(process, said["pids"], said["bootstrap"])
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_it_is_ready_and_its_data_outlive_it(tmp_path: Path) -> None:
    async with EmbeddedStack(tmp_path / "data") as stack:
        assert await broker_answers(stack.bootstrap)
        owner = await asyncpg.connect(stack.postgres.url("rematch_owner"))
        await owner.execute("CREATE TABLE dedup.openings ()")
        await owner.close()
        with pytest.raises(StackError, match="in use by another run"):
            await EmbeddedStack(tmp_path / "data").__aenter__()
        await a_second_run_is_one_sentence_and_exit_1(tmp_path / "data")
        found = {check.name: check for check in doctor.checks(stack.data_dir)}
        assert f"in use by a running stack (pid {os.getpid()})" in found["Data directory"].detail
        assert all(check.ok for check in found.values()), found
    async with EmbeddedStack(tmp_path / "data") as stack:
        dedup = await asyncpg.connect(stack.postgres.url("rematch_dedup"))
        assert await dedup.fetch("SELECT * FROM dedup.openings") == []
        await dedup.close()
    assert {check.name for check in doctor.checks(tmp_path / "data") if not check.ok} == set()


async def a_second_run_is_one_sentence_and_exit_1(data: Path) -> None:
    second = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(data), stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(second.communicate(), 30)
    assert second.returncode == 1
    assert b"is in use by another run (pid" in said
    assert said.count(b"\n") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a killed supervisor leaves its children")
async def test_kill_9_of_the_supervisor_leaves_no_process_and_the_next_run_goes_on(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with run_of_its_own(data) as first:
        state = running(data)
        assert state is not None
        assert state.bootstrap == first.bootstrap
        assert len(first.pids) > 5
        first.process.kill()
        await first.process.wait()
        assert running(data) is None
        # At once: the second run waits for what is left of the first.
        async with run_of_its_own(data) as second:
            await gone(*first.pids, deadline=1)
            second.process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(second.process.wait(), 30) == 0
            await gone(*second.pids, deadline=1)
    assert running(data) is None
    assert not locked(data)


async def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        options = Options(kafka_port=taken.getsockname()[1])
        with pytest.raises(StackError, match=r"port \d+ for Kafka is taken \(by "):
            await EmbeddedStack(tmp_path, options).__aenter__()
    assert not locked(tmp_path)


async def test_what_is_external_is_not_started(tmp_path: Path) -> None:
    options = Options(external_kafka="broker:9092", external_postgres="postgresql://{role}@db/rematch")
    async with EmbeddedStack(tmp_path, options) as stack:
        assert stack.bootstrap == "broker:9092"
        assert stack.postgres.url("rematch_dedup") == "postgresql://rematch_dedup@db/rematch"
        assert stack.supervisor.statuses == {}


async def test_missing_jars_are_fetched_nowhere_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMATCH_MAVEN_URL", "http://127.0.0.1:9")
    with pytest.raises(StackError, match="Kafka's jars could not be fetched"):
        await EmbeddedStack(tmp_path / "data", Options(cache_dir=tmp_path / "cache")).__aenter__()
    assert not locked(tmp_path / "data")
