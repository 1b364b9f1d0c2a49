"""A supervisor to watch, over small Python programs as services."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from rematch_devstack.backoff import Backoff
from rematch_devstack.processes import Command
from rematch_devstack.specs import Event, ServiceSpec, Status
from rematch_devstack.supervisor import Supervisor

BACKOFF = Backoff(first=0.05, longest=0.2, away=0.05)


class Stage:
    """A supervisor whose events and lines are kept, and services that say by a file that they are ready."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.events: list[Event] = []
        self.lines: list[tuple[str, str]] = []
        self.supervisor = Supervisor(
            path / "logs",
            show=lambda name, line: self.lines.append((name, line)),
            events=self.events.append,
            backoff=BACKOFF,
        )

    def spec(self, name: str, program: str = "", **more: object) -> ServiceSpec:
        """A service that touches its file when it is up and removes it at an orderly end."""
        up = self.path / name
        whole = (
            "import pathlib, signal, sys, time\n"
            f"up = pathlib.Path({str(up)!r})\n"
            "signal.signal(15, lambda *_: (up.unlink(missing_ok=True), sys.exit(0)))\n"
            f"{program}\n"
            "up.touch()\n"
            "while True: time.sleep(1)\n"
        )

        async def fresh() -> None:
            up.unlink(missing_ok=True)

        async def ready() -> bool:
            return up.exists()

        spec = ServiceSpec(name, Command((sys.executable, "-S", "-c", whole)), ready=ready, prepare=fresh, grace=10)
        return replace(spec, **more)  # type: ignore[arg-type]

    def statuses(self, name: str) -> list[Status]:
        return [event.status for event in self.events if event.name == name]

    def order(self, status: Status) -> list[str]:
        return [event.name for event in self.events if event.status is status]


@asynccontextmanager
async def on_stage(path: Path) -> AsyncIterator[Stage]:
    stage = Stage(path)
    try:
        yield stage
    finally:
        await stage.supervisor.stop_all()
