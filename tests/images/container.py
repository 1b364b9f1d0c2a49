"""An image at work: its ENTRYPOINT as process 1 of a room, locked as docker-compose.yml locks its containers."""

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from tests.images.building import Building
from tests.images.room import ALWAYS


class Container:
    """`with Container(building, environment, log) as running:` it runs, and is gone at the block's end."""

    def __init__(self, building: Building, environment: Mapping[str, str], log: Path) -> None:
        image = building.file.stages[-1]
        turn = building.turn(image.name)
        self._entry = json.loads(image.of("ENTRYPOINT")[-1].text)
        self._health = json.loads(image.of("HEALTHCHECK")[-1].text.partition("CMD ")[2])
        environment = {**ALWAYS, **turn.kept, **environment}
        self._argv = turn.room.locked(self._entry, turn.cwd, environment)
        self._environment = environment
        self._log_path = log
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self._log = self._log_path.open("wb")
        self._process = subprocess.Popen(self._argv, stdout=self._log, stderr=subprocess.STDOUT)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process and self._process.poll() is None:
            self._process.kill()  # and with it goes all of the namespace
            self._process.wait(30)
        if self._log:
            self._log.close()

    @property
    def said(self) -> str:
        return self._log_path.read_text()

    @property
    def first(self) -> int:
        """Process 1, as this machine numbers it; 0: not yet, or no longer."""
        children = self._children(self._process.pid) if self._process else []
        return children[0] if children else 0

    @property
    def command(self) -> str:
        """What dumb-init runs, once it does: by then it hears signals."""
        for child in self._children(self.first):
            return Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
        return ""

    def terminate(self) -> None:
        os.kill(self.first, signal.SIGTERM)

    def wait(self, seconds: float) -> int:
        assert self._process
        return self._process.wait(seconds)

    def healthy(self, **changed: str) -> bool:
        """What the HEALTHCHECK says, asked within the container; with other settings, if wished."""
        return self.ask("env", *(f"{name}={value}" for name, value in changed.items()), *self._health).returncode == 0

    def ask(self, *argv: str) -> "subprocess.CompletedProcess[str]":
        """Run a program in the container, as its user."""
        inside = ("nsenter", "--target", str(self.first), "--mount", "--pid", "--root")
        user = ("setpriv", "--reuid", "10001", "--regid", "10001", "--clear-groups", "--inh-caps=-all")
        environment = ("env", "-i", *(f"{name}={value}" for name, value in self._environment.items()))
        argv = (*inside, *user, *environment, *argv)
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)

    @staticmethod
    def _children(pid: int) -> list[int]:
        try:
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []
