"""What the supervisor does about faults that are not the service's own."""

import asyncio
import errno
from pathlib import Path

import pytest

from rematch_devstack.errors import StackError
from rematch_devstack.specs import Status
from rematch_devstack.supervisor import Supervisor
from tests.integration.devstack.stage import BACKOFF, on_stage

pytestmark = pytest.mark.stack


async def test_a_fault_of_what_follows_readiness_ends_that_life(tmp_path: Path) -> None:
    faults = iter([OSError("the socket is gone")])

    async def started() -> None:
        for fault in faults:
            raise fault

    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("postgres", started=started))
        await stage.supervisor.start()
        crashes = [event.detail for event in stage.events if event.status is Status.CRASHED]
        assert crashes == ["was killed by signal 9: the socket is gone"]


async def test_what_a_person_must_mend_is_not_tried_again(tmp_path: Path) -> None:
    async def prepare() -> None:
        raise StackError("the disk is full")

    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("kafka", prepare=prepare))
        with pytest.raises(StackError, match="the disk is full"):
            await stage.supervisor.start()
        assert stage.statuses("kafka") == [Status.STARTING, Status.FAILED]


async def test_a_disk_that_runs_full_is_told_and_its_service_not_tried_again(tmp_path: Path) -> None:
    room = [True, False]

    async def prepare() -> None:
        if not room.pop(0):
            raise OSError(errno.ENOSPC, "No space left on device")

    async with on_stage(tmp_path) as stage:
        stage.supervisor.add(stage.spec("kafka", prepare=prepare), stage.spec("dedup"))
        await stage.supervisor.start()
        failing = asyncio.create_task(stage.supervisor.until_failed())
        stage.supervisor.kill("kafka")
        with pytest.raises(StackError, match=r"kafka cannot be kept running: .*No space left on device"):
            await asyncio.wait_for(failing, 10)
        assert stage.supervisor.statuses == {"kafka": "failed", "dedup": "ready"}
        await asyncio.wait_for(stage.supervisor.stop_all(), 10)


async def test_a_chatty_service_that_nobody_can_hear_is_started_again_and_stopped(tmp_path: Path) -> None:
    def deaf(_name: str, _line: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    chatty = "[print('x' * 100, flush=True) for _ in range(20_000)]"
    async with on_stage(tmp_path) as stage:
        supervisor = Supervisor(tmp_path / "deaf", show=deaf, backoff=BACKOFF)
        supervisor.add(stage.spec("dedup", chatty))
        await supervisor.start()
        supervisor.kill("dedup")
        await supervisor.wait_ready("dedup", 10)
        assert supervisor.restarts("dedup") == 1
        await asyncio.wait_for(supervisor.stop_all(), 10)
        assert supervisor.statuses["dedup"] is Status.STOPPED
