"""A process starts what it needs in order, waits for what is away, and ends with the code that says why."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence

import pytest
from structlog.testing import capture_logs

from rematch_common.errors import DependencyAway, Unusable
from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_common.retry import Stopping
from rematch_common.service import EXIT_AWAY, Resource, Service, Step, serve
from rematch_common.streams import Stream
from tests.fakes.waiting import until


class Part:
    """A resource that writes down when it is started and stopped; `away`: so many starts find nobody."""

    def __init__(self, name: str, book: list[str], away: int = 0, error: Exception | None = None) -> None:
        self.name, self.book, self.away, self.error = name, book, away, error

    async def start(self) -> None:
        if self.away:
            self.away -= 1
            raise DependencyAway(self.name, "refused")
        if self.error:
            raise self.error
        self.book.append(f"+{self.name}")

    async def stop(self) -> None:
        self.book.append(f"-{self.name}")


class Reading:
    """A stream that ends as told: with an error, or when it is told to stop (then with `stopped`, if given)."""

    def __init__(self, stop: asyncio.Event, error: Exception | None = None, stopped: Exception | None = None) -> None:
        self.stop, self.error, self.stopped = stop, error, stopped

    async def run(self) -> None:
        if self.error:
            raise self.error
        await self.stop.wait()
        if self.stopped:
            raise self.stopped


def service_of(
    stop: asyncio.Event,
    resources: Sequence[Resource] = (),
    background: Sequence[Callable[[], Awaitable[None]]] = (),
    streams: Sequence[Stream] = (),
) -> Service:
    health = Health({})
    return Service(
        name="test",
        address=("127.0.0.1", 0),
        api=new_api("test", health),
        health=health,
        stop=stop,
        resources=resources,
        background=background,
        streams=[lambda stream=stream: stream for stream in streams],  # type: ignore[misc]
    )


async def code_of(service: Service) -> int:
    async with asyncio.timeout(10):
        return await serve(service)


async def test_parts_start_in_order_and_stop_in_the_other() -> None:
    stop, book = asyncio.Event(), list[str]()

    async def told_to_stop() -> None:
        stop.set()

    service = service_of(stop, [Part("a", book), Part("b", book, away=1), Step(told_to_stop)], streams=[Reading(stop)])
    assert await code_of(service) == 0
    assert book == ["+a", "+b", "-b", "-a"]


async def test_told_to_stop_while_it_waits_for_a_dependency_it_ends_with_0() -> None:
    stop, book = asyncio.Event(), list[str]()
    ending = asyncio.ensure_future(code_of(service_of(stop, [Part("a", book), Part("b", book, away=1_000_000)])))
    await until(lambda: book)
    stop.set()
    assert await ending == 0
    assert book == ["+a", "-a"]


@pytest.mark.parametrize(
    ("error", "code"),
    [(DependencyAway("kafka", "gone"), EXIT_AWAY), (RuntimeError("bug"), 1), (Unusable("no model"), 1)],
)
async def test_what_ends_a_stream_is_the_exit_code(error: Exception, code: int) -> None:
    stop, book = asyncio.Event(), list[str]()
    assert await code_of(service_of(stop, [Part("a", book)], streams=[Reading(stop, error)])) == code
    assert book == ["+a", "-a"]


async def test_a_bug_that_ends_it_is_logged_without_its_text() -> None:
    with capture_logs() as logged:
        assert await code_of(service_of(asyncio.Event(), streams=[Reading(asyncio.Event(), ValueError("sent"))])) == 1
    (line,) = [line for line in logged if line["log_level"] == "error"]
    assert (line["event"], line["kind"]) == ("leaving: the service failed", "ValueError")
    assert "sent" not in str(line)


async def test_the_reason_of_the_first_that_gives_up_counts_not_that_the_others_stopped() -> None:
    stop = asyncio.Event()
    streams = [Reading(stop, stopped=Stopping()), Reading(stop, DependencyAway("kafka", "gone"))]
    assert await code_of(service_of(stop, streams=streams)) == EXIT_AWAY


async def test_a_background_task_that_fails_takes_the_process_with_it() -> None:
    async def fail() -> None:
        raise RuntimeError("bug")

    stop = asyncio.Event()
    assert await code_of(service_of(stop, background=[fail], streams=[Reading(stop)])) == 1


async def test_background_work_is_cancelled_after_the_streams_have_ended() -> None:
    stop, book = asyncio.Event(), list[str]()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            book.append("cancelled")

    class Last(Reading):
        async def run(self) -> None:
            await super().run()
            book.append("read")

    asyncio.get_running_loop().call_later(0.05, stop.set)
    assert await code_of(service_of(stop, background=[work], streams=[Last(stop)])) == 0
    assert book == ["read", "cancelled"]


async def test_a_part_that_cannot_be_used_ends_it_and_what_had_started_is_stopped() -> None:
    stop, book = asyncio.Event(), list[str]()
    parts = [Part("a", book), Part("b", book, error=Unusable("give REMATCH_CACHE_DIR"))]
    assert await code_of(service_of(stop, parts)) == 1
    assert book == ["+a", "-a"]


async def test_a_taken_port_is_one_sentence_and_1() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        service = service_of(asyncio.Event())
        taken = Service(service.name, ("127.0.0.1", held.getsockname()[1]), service.api, service.health, service.stop)
        assert await code_of(taken) == 1
