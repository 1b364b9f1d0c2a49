"""One process of one service, kept running until it is told to stop."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress

from rematch_devstack.backoff import DEPENDENCY_AWAY, Backoff
from rematch_devstack.errors import StackError
from rematch_devstack.logs import LogFile
from rematch_devstack.processes import Child, spawn
from rematch_devstack.specs import Event, ServiceSpec, Status
from rematch_devstack.waiting import until

# Crashes in a row, before it was ever ready, after which waiting for it makes no sense.
HOPELESS = 3

Tell = Callable[[Event], None]
Show = Callable[[str, str], None]


class Unit:
    """Starts the process, waits until it is ready, starts it again when it ends."""

    def __init__(self, spec: ServiceSpec, log: LogFile, tell: Tell, show: Show, backoff: Backoff) -> None:
        self.spec = spec
        self.status = Status.STOPPED
        self.restarts = 0
        self.child: Child | None = None
        self._log = log
        self._tell = tell
        self._show = show
        self._backoff = backoff
        self._failures = 0
        self._was_ready = False
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._failure: StackError | None = None
        self._stopping = asyncio.Event()
        self._doomed: Child | None = None

    @property
    def running(self) -> bool:
        """Whether it is meant to run, be it between two lives."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Begin to keep it running."""
        if not self.running:
            self._stopping.clear()
            self._failure, self._failures, self._was_ready = None, 0, False
            self.status = Status.STARTING
            self._task = asyncio.create_task(self._keep_running(), name=f"unit {self.spec.name}")

    async def wait_ready(self, timeout: float | None = None) -> None:
        """StackError when it cannot start, or is not ready in time."""
        patience = self.spec.ready_timeout if timeout is None else timeout
        try:
            async with asyncio.timeout(patience), self._changed:
                await self._changed.wait_for(lambda: self.status is Status.READY or self._failure or not self.running)
        except TimeoutError:
            raise StackError(f"{self.spec.name} is not ready after {patience:.0f} s: {self._why()}") from None
        if self._failure:
            raise self._failure
        if self.status is not Status.READY:
            raise StackError(f"{self.spec.name} was stopped before it was ready")

    async def wait_failed(self) -> None:
        """Until it is given up for good: the StackError that says why."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.status is Status.FAILED)
        assert self._failure is not None
        raise self._failure

    async def stop(self, grace: float | None = None) -> int | None:
        """Ask it to end, kill it past its grace; it is not started again. The exit code, if it was alive."""
        task, self._task = self._task, None
        if task is None:
            return None
        self._stopping.set()
        await self._be(Status.STOPPING)
        code = await self.child.stop(self.spec.grace if grace is None else grace) if self.child else None
        await self._end(task)
        await self._be(Status.STOPPED)
        return code

    async def _end(self, task: "asyncio.Task[None]") -> None:
        # It leaves by itself unless it is in prepare, started or a readiness question.
        await asyncio.wait({task}, timeout=2.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def kill(self) -> None:
        """SIGKILL; it is started again like after any crash. Not ready from this very moment."""
        if self.child:
            self.status = Status.STARTING
            self._doomed = self.child
            self.child.kill()

    def abandon(self) -> None:
        """SIGKILL, and nothing after it; `stop` only collects what is left."""
        self._stopping.set()
        if self.child:
            self.child.kill()

    async def _keep_running(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                code, detail = await self._live()
            except Exception as error:
                self._failure = error if isinstance(error, StackError) else self._fault_of_ours(error)
                await self._be(Status.FAILED, str(self._failure))
                return
            if self._stopping.is_set():
                return
            self._failures = self._backoff.failures(self._failures, code, time.monotonic() - began)
            await self._report(code, detail)
            await self._pause(self._backoff.delay(self._failures, code, random.random))
            self.restarts += 1

    async def _live(self) -> tuple[int, str]:
        """One life of the process: its exit code and its last word."""
        await self._be(Status.STARTING)
        self._log.last.clear()
        await self.spec.prepare()
        if self._stopping.is_set():
            return 0, ""
        self.child = child = await spawn(self.spec.name, self.spec.command, self._hear)
        watch = asyncio.create_task(self._watch(child), name=f"readiness of {self.spec.name}")
        try:
            # Told to stop while it was being spawned: nobody else knows it yet.
            code = await (child.stop(self.spec.grace) if self._stopping.is_set() else child.wait())
        finally:
            watch.cancel()
            child.kill()
            self.child = None
        fault = await _fault(watch)
        if isinstance(fault, StackError):
            raise fault
        # Whoever is killed has said nothing of that.
        return code, str(fault or ("" if code < 0 else self._why()))

    async def _watch(self, child: Child) -> None:
        began = time.monotonic()
        try:
            await until(self.spec.ready)
            await self.spec.started()
        except Exception:
            child.kill()
            raise
        if child is self.child and child is not self._doomed and not self._stopping.is_set():
            self._was_ready, self._failure = True, None
            await self._be(Status.READY, seconds=time.monotonic() - began)

    async def _report(self, code: int, detail: str) -> None:
        if code == DEPENDENCY_AWAY:
            await self._be(Status.AWAY, detail)
            return
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        if not self._was_ready and self._failures >= HOPELESS:
            why = f" ({detail})" if detail else ""
            self._failure = StackError(f"{self.spec.name} does not start: it {how} {self._failures} times{why}")
        await self._be(Status.CRASHED, f"{how}: {detail}" if detail else how)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _be(self, status: Status, detail: str = "", seconds: float | None = None) -> None:
        pid = self.child.pid if self.child else None
        async with self._changed:
            self.status = status
            self._changed.notify_all()
        self._tell(Event(self.spec.name, status, detail, pid, seconds))

    def _hear(self, name: str, line: str) -> None:
        self._log.write(line)
        if not self.spec.quiet:
            self._show(name, line)

    def _why(self) -> str:
        return self.spec.why(list(self._log.last))

    def _fault_of_ours(self, error: Exception) -> StackError:
        return StackError(f"{self.spec.name} cannot be kept running: {str(error) or type(error).__name__}")


async def _fault(task: "asyncio.Task[None]") -> BaseException | None:
    """What the task ended with; a cancelled one ended with nothing."""
    try:
        await task
    except asyncio.CancelledError:
        return None
    except Exception as error:
        return error
    return None
