"""Reads CVs in a process apart, which is killed when it takes too long. See cv_child."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import orjson

from rematch_ingest.domain.cvs import Text, refusal

_CHILD = Path(__file__).with_name("cv_child.py")
_WALL = 20.0
_AT_ONCE = 2
# What it may say: its text as JSON, where a letter may take up to twelve bytes.
_MOST_SAID = 2 * 1024 * 1024
# Nothing of ours: the service's own environment holds passwords and keys.
_ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


class CvProcess:
    """See rematch_ingest.ports.cvs.CvReading. Two at once, so that what they take is bounded."""

    def __init__(self, wall: float = _WALL) -> None:
        self._wall = wall
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def text_of(self, data: bytes) -> Text:
        async with self._room:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", str(_CHILD)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # a parser's complaints quote the file
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
            try:
                async with asyncio.timeout(self._wall):
                    said = await _talk(child, data)
                    code = await child.wait()
            except TimeoutError:
                raise refusal("too_slow") from None
            finally:
                await _end(child)
        return _told(said, code)


async def _talk(child: asyncio.subprocess.Process, data: bytes) -> bytes:
    assert child.stdin is not None and child.stdout is not None, "both are pipes"
    with contextlib.suppress(ConnectionError):  # it has ended already: what it said last tells why
        child.stdin.write(data)
        await child.stdin.drain()
        child.stdin.close()
    said = bytearray()
    while len(said) <= _MOST_SAID and (chunk := await child.stdout.read(1 << 16)):
        said += chunk
    return bytes(said)


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


def _told(said: bytes, code: int) -> Text:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise refusal("too_slow")
    try:
        told = orjson.loads(said)
    except orjson.JSONDecodeError:
        raise refusal("unreadable") from None
    if "refused" in told:
        raise refusal(told["refused"])
    return Text(told["kind"], told["text"])
