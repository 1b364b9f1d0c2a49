"""The supervisor over real processes that live quickly: small Python programs."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from rematch_devstack.backoff import DEPENDENCY_AWAY, Backoff
from rematch_devstack.errors import StackError
from rematch_devstack.specs import ServiceSpec, Status
from rematch_devstack.supervisor import Supervisor
from tests.integration.devstack.stage import on_stage
from tests.integration.devstack.waiting import eventually, gone

pytestmark = pytest.mark.stack


async def test_services_start_after_what_they_need_and_stop_before_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(
            stage.spec("dedup", after=("kafka", "postgres")),
            stage.spec("kafka", tier=1),
            stage.spec("postgres", tier=0),
            stage.spec("embed"),
        )
        await stage.supervisor.start()
        assert set(stage.supervisor.statuses.values()) == {Status.READY}
        started = stage.order(Status.STARTING)
        assert started[-1] == "dedup"
        await stage.supervisor.stop_all()
        stopped = stage.order(Status.STOPPED)
        assert set(stopped[:2]) == {"dedup", "embed"}
        assert stopped[2:] == ["kafka", "postgres"]


async def test_one_service_brings_what_it_needs(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("kafka"), stage.spec("dedup", after=("kafka",)), stage.spec("other"))
        await stage.supervisor.start("dedup")
        assert stage.supervisor.statuses == {"kafka": "ready", "dedup": "ready", "other": "stopped"}


async def test_a_killed_service_comes_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("dedup"))
        await stage.supervisor.start("dedup")
        before = stage.supervisor.pid("dedup")
        for _ in range(3):
            stage.supervisor.kill("dedup")
            await stage.supervisor.wait_ready("dedup", 10)
        assert stage.supervisor.pid("dedup") != before
        assert stage.supervisor.restarts("dedup") == 3
        # Nothing of what it said last: that was not why.
        assert {e.detail for e in stage.events if e.status is Status.CRASHED} == {"was killed by signal 9"}


async def test_a_stopped_service_stays_down_until_it_is_started(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("dedup"))
        await stage.supervisor.start("dedup")
        pid = stage.supervisor.pid("dedup")
        assert pid
        assert await stage.supervisor.stop("dedup") == 0
        await gone(pid)
        assert stage.supervisor.pid("dedup") is None
        await stage.supervisor.start("dedup")
        assert stage.supervisor.pid("dedup") != pid


async def test_who_lacks_a_dependency_is_started_again_soon_and_without_alarm(tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    program = f"""
tries = pathlib.Path({str(tries)!r})
count = len(tries.read_text()) if tries.exists() else 0
tries.write_text("x" * (count + 1))
if count < 8: sys.exit({DEPENDENCY_AWAY})
"""
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("dedup", program))
        await stage.supervisor.start("dedup")
        assert stage.statuses("dedup").count(Status.AWAY) == 8
        assert Status.CRASHED not in stage.statuses("dedup")


async def test_a_service_that_cannot_start_is_told_with_its_last_word(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("dedup", "sys.exit('no such topic')"), stage.spec("embed"))
        with pytest.raises(
            StackError, match=r"dedup does not start: it ended with exit code 1 3 times \(no such topic\)"
        ):
            await stage.supervisor.start()
    assert ("dedup", "no such topic") in stage.lines
    assert "no such topic" in (tmp_path / "logs" / "dedup.log").read_text()


async def test_a_service_that_is_never_ready_is_told(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("dedup", "print('waiting', flush=True); time.sleep(60)", ready_timeout=1.0))
        with pytest.raises(StackError, match="dedup is not ready after 1 s: waiting"):
            await stage.supervisor.start()


async def test_replicas_come_and_go(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:

        def make(number: int) -> ServiceSpec:
            return stage.spec("dedup" if number == 1 else f"dedup.{number}")

        for count in (1, 3, 1, 2):
            await stage.supervisor.replicas(make, count)
            running = [name for name, status in stage.supervisor.statuses.items() if status is Status.READY]
            assert len(running) == count


async def test_a_paused_service_is_stopped_all_the_same(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("dedup"))
        await stage.supervisor.start()
        pid = stage.supervisor.pid("dedup")
        assert pid
        stage.supervisor.pause("dedup")
        await eventually(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED)
        assert await stage.supervisor.stop("dedup") == 0


async def test_a_signal_asks_for_the_end_and_a_second_one_kills(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        deaf = "signal.signal(15, signal.SIG_IGN)"
        stage.supervisor.add(stage.spec("deaf", deaf, grace=60))
        await stage.supervisor.start()
        undo = stage.supervisor.handle_signals()
        try:
            signal.raise_signal(signal.SIGINT)
            await asyncio.wait_for(stage.supervisor.until_stopped(), 5)
            ending = asyncio.create_task(stage.supervisor.stop_all())
            await eventually(lambda: stage.supervisor.statuses["deaf"] is Status.STOPPING)
            signal.raise_signal(signal.SIGINT)
            await asyncio.wait_for(ending, 5)
        finally:
            undo()
        assert stage.supervisor.statuses["deaf"] is Status.STOPPED


async def test_stopping_while_it_waits_to_try_again_takes_no_time(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as stage:
        slow = Supervisor(tmp_path / "slow", backoff=Backoff(first=60, longest=60))
        slow.add(stage.spec("dedup"))
        await slow.start()
        slow.kill("dedup")
        await eventually(lambda: slow.statuses["dedup"] is Status.CRASHED)
        await asyncio.wait_for(slow.stop_all(), 2)
