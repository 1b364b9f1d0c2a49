"""The whole system with its demo, as `make run` starts it, and what somebody at its console needs to know of it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson

from tests.ui.waiting import until

_READY = re.compile(r"^ready .*?: (?P<told>.*)$", re.M)
_SERVICES = 6
STARTS, ENDS = 90.0, 40.0


@dataclass(frozen=True)
class Whole:
    """`console`: known from the first moment on; the rest once all is ready."""

    data_dir: Path
    log: Path
    console: str
    process: subprocess.Popen[bytes]

    def ready(self) -> dict[str, str]:
        """What the line `ready` tells, by name. AssertionError when it does not come."""
        found = until(lambda: _READY.search(self.log.read_text()), STARTS, self.log.read_text)
        return dict(one.strip().split(" ", 1) for one in found["told"].split(" · "))

    def up(self) -> None:
        """Until the console answers."""
        until(lambda: _answers(f"{self.console}/healthz"), STARTS, self.log.read_text)

    def admin_key(self) -> str:
        """A new key of an administrator."""
        return str(orjson.loads(self.rematch("keys", "create", "--kind", "admin", "--name", "ui", "--json"))["key"])

    def rematch(self, *words: str) -> str:
        command = [_rematch(), *words, "--data-dir", str(self.data_dir)]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60, env=_environ()).stdout


@contextlib.contextmanager
def running(home: Path) -> Iterator[Whole]:
    """Ended with the block, and all that it has started with it."""
    log, data_dir, port = home / "up.log", home / "data", _six_free_ports()
    command = [_rematch(), "up", "--data-dir", str(data_dir), "--http-port", str(port)]
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=_environ(), start_new_session=True)
    try:
        yield Whole(data_dir, log, f"http://127.0.0.1:{port + _SERVICES - 1}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(ENDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _rematch() -> str:
    return str(Path(sys.executable).with_name("rematch"))


def _environ() -> dict[str, str]:
    """Nothing told by who runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("REMATCH_")}


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).is_success
    except httpx.HTTPError:
        return False


def _six_free_ports() -> int:
    """The first of as many in a row as there are services."""
    for _ in range(100):
        with contextlib.ExitStack() as held:
            first = held.enter_context(_bound(0)).getsockname()[1]
            try:
                for port in range(first + 1, first + _SERVICES):
                    held.enter_context(_bound(port))
            except (OSError, OverflowError):
                continue
            return int(first)
    raise AssertionError("no six free ports in a row")


def _bound(port: int) -> socket.socket:
    found = socket.socket()
    try:
        found.bind(("127.0.0.1", port))
    except BaseException:
        found.close()
        raise
    return found
