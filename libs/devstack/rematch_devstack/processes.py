"""Child processes that are read, stopped and never orphaned.

A child leads a session of its own, so Ctrl-C in the terminal reaches only the supervisor, which stops in order.
On Linux the kernel signals a child when the *thread* that started it ends, however its process died: start children
from the main thread. Not covered: macOS (no such wish to the kernel: a supervisor killed with SIGKILL leaves its
children), and grandchildren that the child does not look after itself; PostgreSQL and Python's pools do.
"""

import asyncio
import logging
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

LAUNCHER = Path(__file__).with_name("launcher.py")
LONGEST_LINE = 1 << 20
# What is killed is gone at once; only who hangs in the kernel, or has given its pipe away, takes longer.
KILLED = 5.0

# Who said it, and the line without its end.
LogSink = Callable[[str, str], None]


@dataclass(frozen=True)
class User:
    """Whom a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """What to run and how. `stop` is the signal that asks for an orderly end, also sent when the parent dies.

    `env` comes on top of our own; what is None there is taken away.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str | None] = field(default_factory=dict)
    cwd: Path | None = None
    user: User | None = None
    stop: signal.Signals = signal.SIGTERM
    inherit: tuple[int, ...] = ()


class Child:
    """A running child process. Signals go to its pid, its group or its descendants, never to a name."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, command: Command, sink: LogSink) -> None:
        self.name = name
        self._process = process
        self._command = command
        self._reader = asyncio.create_task(self._read(sink), name=f"log of {name}")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    async def wait(self) -> int:
        """The exit code, once the process is gone and all it said was passed on."""
        code = await self._process.wait()
        # A grandchild may hold the pipe open; what the child itself said is in it by now.
        await asyncio.wait({self._reader}, timeout=1.0)
        self._reader.cancel()
        return code

    async def stop(self, grace: float) -> int:
        """Ask for an orderly end; after `grace` seconds, kill. The exit code."""
        # A stopped process would not see the signal before it is continued.
        self.resume()
        self._signal(self._command.stop)
        with suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(self._process.wait()), grace)
        self.kill()
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._process.wait(), KILLED)
        return -signal.SIGKILL if self.returncode is None else self.returncode

    def kill(self) -> None:
        """SIGKILL to the process and its group."""
        if self.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def pause(self) -> None:
        """SIGSTOP to the process and its descendants."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def resume(self) -> None:
        """SIGCONT to the process and its descendants."""
        for process in self._family():
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def _signal(self, number: signal.Signals) -> None:
        # Not Popen.send_signal: it polls first, and takes the exit code away from asyncio when the child just ended.
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _family(self) -> Iterable[psutil.Process]:
        if self.returncode is not None:
            return []
        try:
            me = psutil.Process(self.pid)
            return [me, *me.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    async def _read(self, sink: LogSink) -> None:
        assert self._process.stdout is not None
        deaf = False
        async for line in lines(self._process.stdout):
            try:
                sink(self.name, line)
            except Exception:
                # It reads on: a child whose pipe is full stands still.
                if not deaf:
                    logging.getLogger(__name__).exception("what %s says is lost", self.name)
                deaf = True


async def spawn(name: str, command: Command, sink: LogSink) -> Child:
    """Start the command as a child that ends when this process ends."""
    program, *arguments = command.argv
    user = f"{command.user.uid}:{command.user.gid}" if command.user else "-"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-S", "-E", str(LAUNCHER), str(os.getpid()), str(int(command.stop)), user),
        # Looked up here: whom it runs as may not even be able to read what Python needs for that.
        *(shutil.which(program) or program, *arguments),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={key: value for key, value in {**os.environ, **command.env}.items() if value is not None},
        cwd=command.cwd,
        start_new_session=True,
        pass_fds=command.inherit,
    )
    return Child(name, process, command, sink)


async def run(name: str, command: Command, timeout: float) -> tuple[int, str]:
    """Run a command to its end: its exit code and all that it said."""
    said: list[str] = []
    child = await spawn(name, command, lambda _name, line: said.append(line))
    try:
        code = await asyncio.wait_for(child.wait(), timeout)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return code, "\n".join(said)


async def lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Lines however long: StreamReader.readline gives up on one of 64 KiB, and a blocked pipe blocks the child."""
    rest = b""
    while chunk := await stream.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield _text(line)
        if len(rest) > LONGEST_LINE:
            yield _text(rest)
            rest = b""
    if rest:
        yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode(errors="replace").rstrip("\r")
