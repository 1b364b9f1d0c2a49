"""The life of a service's process: serve health at once, wait for what it needs, work, end in order.

Exit codes: 0 when told to stop; 75 when a dependency was away for too long (start it again: it waits for the
dependency before it joins its group); 1 for anything else.
"""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from fastapi import FastAPI

from rematch_common import tracing
from rematch_common.errors import DependencyAway, Unusable
from rematch_common.health import Health
from rematch_common.http import HttpServer
from rematch_common.logs import bug, logger
from rematch_common.memory import give_back_free, give_back_large
from rematch_common.periodic import every
from rematch_common.retry import Patience, Stopping
from rematch_common.streams import Stream

log = logger(__name__)

EXIT_AWAY = 75
_COLLECT_EVERY = (10_000, 10, 10)
_TIDY_EVERY = 60.0
# Of the thirty seconds that an end may take; Kafka's client alone waits forty for a broker that hangs.
_LONGEST_END = 18.0
_CANCELLATIONS = 5


class Resource(Protocol):
    """Something to start before work begins (again and again while DependencyAway), and to stop after it."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """What bootstrap has wired. Streams are built last, on the running loop, once every resource has started."""

    name: str
    address: tuple[str, int]
    api: FastAPI
    health: Health
    stop: asyncio.Event
    resources: Sequence[Resource] = ()
    background: Sequence[Callable[[], Awaitable[None]]] = ()
    streams: Sequence[Callable[[], Stream]] = field(default=())


@dataclass(frozen=True, slots=True)
class Step:
    """A resource of one action: `Step(outbox.drain)` runs at start and has nothing to stop."""

    action: Callable[[], Awaitable[None]]

    async def start(self) -> None:
        await self.action()

    async def stop(self) -> None:
        return None


def main(build: Callable[[], Service]) -> None:
    """Run the service that `build` wires, called on the loop, and exit with its code."""
    give_back_large()  # bodies, batches and tables of many megabytes come and go

    async def run() -> None:
        code = await serve(build())
        sys.stdout.flush()
        # All that matters is done and said. A client's thread that hangs on a dead broker must not hold the process.
        os._exit(code)

    asyncio.run(run())


async def serve(service: Service) -> int:
    """Run until told to stop or until it has to give up; the exit code."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stop.set)
    server = HttpServer(service.api, *service.address)
    try:
        await server.start()
    except OSError as error:
        host, port = service.address
        log.error(f"cannot listen on {host}:{port}: {error.strerror or error}; set REMATCH_HTTP_PORT to a free port")
        return 1
    started: list[Resource] = []
    code = await _live(service, started)
    await _end(started, server)
    log.info("stopped", code=code)
    return code


async def _live(service: Service, started: list[Resource]) -> int:
    try:
        await _start(service, started)
        await _work(service)
    except Stopping:
        return 0
    except DependencyAway as away:
        log.error("leaving: a dependency is away", dependency=away.dependency, reason=str(away))
        return EXIT_AWAY
    except Unusable as reason:
        log.error(f"leaving: {reason}")
        return 1
    except Exception as error:
        log.error("leaving: the service failed", **bug(error))
        return 1
    return 0


async def _start(service: Service, started: list[Resource]) -> None:
    forever = Patience(budget=float("inf"), attempt=120.0, stop=service.stop)
    for resource in service.resources:
        await _unless_told(service.stop, forever.insist(resource.start, service.name))
        started.append(resource)
    # What is loaded now stays for good: no collection need go through it again, which takes longer than a batch.
    gc.collect()
    gc.freeze()
    # A batch makes thousands of objects that hold no circles: to look for some every 700 is a tenth of its time.
    gc.set_threshold(*_COLLECT_EVERY)
    service.health.started.set()
    log.info("started", port=service.address[1])


async def _unless_told(stop: asyncio.Event, action: Coroutine[Any, Any, None]) -> None:
    """The action, given up as soon as the process is told to stop: what hangs is heard of only after its time-out."""
    acting, told = asyncio.ensure_future(action), asyncio.ensure_future(stop.wait())
    await asyncio.wait({acting, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not acting.done():
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
        raise Stopping("told to stop while starting")
    await acting


async def _work(service: Service) -> None:
    """Until told to stop, or the first stream or background task ends otherwise."""
    tidying = every(_TIDY_EVERY, give_back_free)
    background = [asyncio.ensure_future(work()) for work in (*service.background, tidying)]
    streams = [asyncio.ensure_future(make().run()) for make in service.streams]
    told = asyncio.ensure_future(service.stop.wait())
    try:
        await asyncio.wait({told, *background, *streams}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # One stream that gives up takes the others with it, each finishing the batch in its hand.
        service.stop.set()
        results = await _ended(streams) + await _cancelled(background)
    failures = [result for result in results if isinstance(result, Exception)]
    # The others stop because one gave up: its reason is the one that counts.
    for failure in sorted(failures, key=lambda failure: isinstance(failure, Stopping)):
        raise failure


async def _ended(streams: Sequence[asyncio.Future[None]]) -> list[BaseException | None]:
    """What the streams ended with. One that hangs is left behind: nothing it has not committed is lost."""
    if not streams:
        return []
    done, late = await asyncio.wait(streams, timeout=_LONGEST_END)
    if late:
        log.warning("a consumer does not end, leaving without it", seconds=_LONGEST_END)
    return [task.exception() for task in done if not task.cancelled()]


async def _cancelled(tasks: Sequence[asyncio.Future[None]]) -> list[BaseException | None]:
    """What those ended with that had ended by themselves. Asked more than once: a library that is busy connecting
    may swallow a cancellation, and its caller goes on as if nothing had been said."""
    failed = [task.exception() for task in tasks if task.done() and not task.cancelled()]
    pending = {task for task in tasks if not task.done()}
    for _ in range(_CANCELLATIONS):
        if not pending:
            break
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=1.0)
    return failed


async def _end(started: Sequence[Resource], server: HttpServer) -> None:
    for resource in reversed(started):
        try:
            async with asyncio.timeout(5.0):
                await resource.stop()
        except Exception as error:
            log.warning("did not stop cleanly", resource=type(resource).__name__, error=repr(error))
    await server.stop()
    tracing.flush()
