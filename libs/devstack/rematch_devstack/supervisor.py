"""Runs the table of services: starts them as side by side as they can, keeps them running, stops them in order."""

import asyncio
import signal
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from pathlib import Path

from rematch_devstack.backoff import Backoff
from rematch_devstack.logs import LogFile
from rematch_devstack.processes import LogSink
from rematch_devstack.specs import Event, ServiceSpec, Status, check_table
from rematch_devstack.unit import Unit

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Every process that it starts is gone when it is: stopped in order, or by the kernel when it is killed itself.

    `show` gets what the services say, line by line, `events` what happens to them.
    """

    def __init__(
        self,
        logs: Path,
        *,
        show: LogSink | None = None,
        events: Callable[[Event], None] | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        self._logs = logs
        self._show = show or (lambda _name, _line: None)
        self._events = events or (lambda _event: None)
        self._backoff = backoff or Backoff()
        self._units: dict[str, Unit] = {}
        self._files: list[LogFile] = []
        self._replicas: dict[str, list[str]] = {}
        self._wanted_down = asyncio.Event()

    def add(self, *specs: ServiceSpec) -> None:
        """Put services into the table; ValueError when it makes no sense."""
        check_table([*(unit.spec for unit in self._units.values()), *specs])
        for spec in specs:
            self._logs.mkdir(parents=True, exist_ok=True)
            log = LogFile(self._logs / f"{spec.name}.log")
            self._files.append(log)
            self._units[spec.name] = Unit(spec, log, self._events, self._show, self._backoff)

    @property
    def statuses(self) -> Mapping[str, Status]:
        return {name: unit.status for name, unit in self._units.items()}

    def pid(self, name: str) -> int | None:
        """The process that is the service now; None between two lives."""
        child = self._units[name].child
        return child.pid if child else None

    def restarts(self, name: str) -> int:
        return self._units[name].restarts

    async def start(self, *names: str) -> None:
        """Start these (none named: all), and what they come after, and wait until they are ready.

        StackError for the first that cannot; the others are left to `stop_all`.
        """
        tasks = [asyncio.create_task(self._start(self._units[name])) for name in names or self._units]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def wait_ready(self, name: str, timeout: float | None = None) -> None:
        """Until the service is ready, again if it was killed. StackError past the time-out."""
        await self._units[name].wait_ready(timeout)

    async def until_failed(self) -> None:
        """Until one of those in the table is given up for good: the StackError that says why."""
        tasks = [asyncio.create_task(unit.wait_failed()) for unit in self._units.values()]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self, name: str, grace: float | None = None) -> int | None:
        """Stop one service and keep it down; its exit code."""
        return await self._units[name].stop(grace)

    def kill(self, name: str) -> None:
        """SIGKILL one service; it is started again like after any crash."""
        self._units[name].kill()

    def pause(self, name: str) -> None:
        """SIGSTOP one service and its descendants."""
        if child := self._units[name].child:
            child.pause()

    def resume(self, name: str) -> None:
        """SIGCONT one service and its descendants."""
        if child := self._units[name].child:
            child.resume()

    async def replicas(self, make: Callable[[int], ServiceSpec], count: int) -> None:
        """Run exactly `count` processes of one service; `make(1)`, `make(2)`, ... say how each is called and run."""
        first = make(1).name
        known = self._replicas.setdefault(first, [first] if first in self._units else [])
        for number in range(len(known) + 1, count + 1):
            spec = make(number)
            self.add(spec)
            known.append(spec.name)
        await asyncio.gather(*(self.stop(name) for name in known[count:]))
        if known[:count]:
            await self.start(*known[:count])

    async def stop_all(self) -> None:
        """Services first, then Kafka, then PostgreSQL; those of one tier side by side."""
        for tier in _tiers(unit for unit in self._units.values() if unit.running):
            await asyncio.gather(*(unit.stop() for unit in tier))
        for log in self._files:
            log.close()
        self._files.clear()

    def kill_all(self) -> None:
        """The impatient end: SIGKILL to every process, now."""
        for unit in self._units.values():
            unit.abandon()

    def request_stop(self) -> None:
        """What Ctrl-C does: the first time `run` begins to stop in order, after that it kills."""
        if self._wanted_down.is_set():
            self.kill_all()
        self._wanted_down.set()

    async def until_stopped(self) -> None:
        """Until a signal or `request_stop` asks for the end."""
        await self._wanted_down.wait()

    def handle_signals(self) -> Callable[[], None]:
        """SIGINT, SIGTERM and SIGHUP ask for the end. Gives back what undoes that."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.request_stop)

        def undo() -> None:
            for number in SIGNALS:
                loop.remove_signal_handler(number)

        return undo

    async def _start(self, unit: Unit) -> None:
        if not unit.running:
            await asyncio.gather(*(self._start(self._units[name]) for name in unit.spec.after))
            unit.start()
        await unit.wait_ready()


def _tiers(units: Iterable[Unit]) -> list[list[Unit]]:
    down = sorted(units, key=lambda unit: -unit.spec.tier)
    return [list(tier) for _, tier in groupby(down, key=lambda unit: unit.spec.tier)]
