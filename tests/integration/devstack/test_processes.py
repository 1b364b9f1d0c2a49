"""Real child processes: small Python programs."""

import asyncio
import errno
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from rematch_devstack import processes
from rematch_devstack.processes import Child, Command, User, run, spawn
from tests.integration.devstack.waiting import eventually, gone

pytestmark = pytest.mark.stack

IGNORES_SIGTERM = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
SLEEPS = "import time; print('up', flush=True); time.sleep(60)"
# Starts a child through `spawn`, says its pid, and waits to be killed.
PARENT = """
import asyncio, sys
from rematch_devstack.processes import Command, spawn

async def main():
    sleeper = Command((sys.executable, "-c", "import time; time.sleep(60)"))
    child = await spawn("sleeper", sleeper, lambda name, line: None)
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def python(program: str) -> Command:
    return Command((sys.executable, "-c", program))


async def start(program: str) -> tuple[Child, list[str]]:
    """Once it has said that it is up."""
    said: list[str] = []
    child = await spawn("child", python(program), lambda _name, line: said.append(line))
    await eventually(lambda: "up" in said)
    return child, said


async def test_lines_come_whole_with_the_name_of_who_said_them() -> None:
    said: list[tuple[str, str]] = []
    program = (
        "import sys; print('x' * 300_000); print('err', file=sys.stderr); sys.stdout.buffer.write(b'\\xff no end')"
    )
    child = await spawn("child", python(program), lambda name, line: said.append((name, line)))
    assert await child.wait() == 0
    assert sorted(said, key=lambda each: len(each[1])) == [
        ("child", "err"),
        ("child", "� no end"),
        ("child", "x" * 300_000),
    ]


async def test_a_sink_that_fails_stops_nobody() -> None:
    def full(_name: str, _line: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    child = await spawn("child", python("for _ in range(20_000): print('x' * 100)"), full)
    assert await asyncio.wait_for(child.wait(), 10) == 0


async def test_an_orderly_end_is_asked_for_first() -> None:
    child, _ = await start("import signal, sys, time; signal.signal(15, lambda *_: sys.exit(7))\n" + SLEEPS)
    assert await child.stop(grace=10) == 7


async def test_past_its_grace_the_whole_group_is_killed() -> None:
    family = (
        f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); print(p.pid, flush=True)\n"
    )
    child, said = await start(family + IGNORES_SIGTERM)
    await eventually(lambda: len(said) >= 3)
    assert await child.stop(grace=0.2) == -signal.SIGKILL
    await gone(int(next(line for line in said if line != "up")))


async def test_a_child_that_has_given_its_pipe_away_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "KILLED", 0.2)
    heir = f"p = subprocess.Popen([sys.executable, '-c', {SLEEPS!r}], start_new_session=True); print(p.pid, flush=True)"
    child, said = await start(f"import subprocess, sys; {heir}\n{SLEEPS}")
    await eventually(lambda: len(said) >= 3)
    try:
        assert await asyncio.wait_for(child.stop(grace=0.2), 5) == -signal.SIGTERM
    finally:
        os.kill(int(next(line for line in said if line != "up")), signal.SIGKILL)
        await asyncio.wait_for(child.wait(), 5)


async def test_a_paused_process_can_be_continued_and_stopped() -> None:
    child, _ = await start(SLEEPS)
    child.pause()
    await eventually(lambda: psutil.Process(child.pid).status() == psutil.STATUS_STOPPED)
    child.resume()
    await eventually(lambda: psutil.Process(child.pid).status() != psutil.STATUS_STOPPED)
    child.pause()
    assert await child.stop(grace=10) == -signal.SIGTERM


async def test_it_leads_a_session_of_its_own() -> None:
    child, _ = await start(SLEEPS)
    assert os.getsid(child.pid) == child.pid
    await child.stop(grace=10)


async def test_what_is_none_in_the_environment_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNWANTED", "1")
    command = Command((sys.executable, "-c", "import os; print(os.environ.get('UNWANTED'), os.environ['WANTED'])"))
    code, said = await run("child", Command(command.argv, env={"UNWANTED": None, "WANTED": "2"}), 10)
    assert (code, said) == (0, "None 2")


async def test_a_command_that_takes_too_long_is_killed() -> None:
    with pytest.raises(TimeoutError):
        await run("child", python(SLEEPS), 0.3)


@pytest.mark.skipif(sys.platform != "linux", reason="a wish that only Linux's kernel knows")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_child_ends_with_its_parent_however_that_ends(number: signal.Signals) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert psutil.pid_exists(child)
    parent.send_signal(number)
    await parent.wait()
    await gone(child)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
async def test_root_can_start_a_child_as_somebody_else(tmp_path: Path) -> None:
    command = Command(("sh", "-c", "id -u; id -g; id -G; pwd"), user=User(65534, 65534), cwd=tmp_path)
    code, said = await run("child", command, 10)
    assert (code, said.split()) == (0, ["65534", "65534", "65534", str(tmp_path)])


async def test_a_program_that_is_not_there_is_one_line() -> None:
    code, said = await run("child", Command(("/no/such/program",)), 10)
    assert (code, said) == (1, "/no/such/program cannot be run: No such file or directory")
