"""The `rematch` command as a person runs it: a process of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from rematch_devstack import workspace


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@dataclass
class Run:
    """A command that goes on, and what it has said so far."""

    process: asyncio.subprocess.Process
    said: list[str]

    async def line(self, beginning: str, deadline: float) -> str:
        """The next line that begins so. AssertionError, with all that was said, when it does not come in time."""
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(deadline):
                while text := (await self.process.stdout.readline()).decode():
                    self.said.append(text)
                    if text.startswith(beginning):
                        return text
        except TimeoutError:
            pass
        raise AssertionError(f"no line {beginning!r}:\n{''.join(self.said)}")

    async def rest(self, deadline: float) -> str:
        assert self.process.stdout is not None
        return (await asyncio.wait_for(self.process.stdout.read(), deadline)).decode()

    def family(self) -> list[int]:
        """The process and all that it has started."""
        return [self.process.pid, *(child.pid for child in psutil.Process(self.process.pid).children(recursive=True))]


class Rematch:
    """Runs `rematch` for one data directory, with nothing told by the environment but this."""

    def __init__(self, data_dir: Path, **environ: str) -> None:
        self.data_dir = data_dir
        told = {key: value for key, value in os.environ.items() if not key.startswith("REMATCH_")}
        self._environ = {
            **told,
            "REMATCH_DATA_DIR": str(data_dir),
            "REMATCH_CACHE_DIR": str(workspace.default_cache_dir()),
            **environ,
        }

    async def __call__(self, *words: str, given: bytes = b"", deadline: float = 60.0) -> Done:
        process = await self._start(*words, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        try:
            out, err = await asyncio.wait_for(process.communicate(given), deadline)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return Done(process.returncode, out.decode(), err.decode())

    @asynccontextmanager
    async def going_on(self, *words: str) -> AsyncIterator[Run]:
        """It is killed at the end of the block unless it has ended."""
        process = await self._start(*words, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.STDOUT)
        try:
            yield Run(process, [])
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _start(self, *words: str, stdin: int, stderr: int) -> asyncio.subprocess.Process:
        command = (sys.executable, "-m", "rematch_devstack", *words)
        return await asyncio.create_subprocess_exec(
            *command, stdin=stdin, stdout=asyncio.subprocess.PIPE, stderr=stderr, env=self._environ
        )
