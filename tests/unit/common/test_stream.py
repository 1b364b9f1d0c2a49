"""The Faust shell without a broker: how it ends when its channel does."""

import asyncio
from typing import Any

import pytest
from mode.utils.queues import FlowControlEvent, ThrowableQueue
from structlog.testing import capture_logs

from rematch_common.faust_app import StreamSettings
from rematch_common.health import Pulse
from rematch_common.stream import FaustStream
from tests.fakes.publisher import FakePublisher
from tests.unit.common.loop_cases import Handling, loop_of

# Faust and mode are older than some of what they use.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SECRET = "what somebody has sent"


class Channel:
    """What Faust gives to an agent, as far as it is read."""

    def __init__(self) -> None:
        self.queue: Any = ThrowableQueue(flow_control=FlowControlEvent(initially_suspended=False))
        self.channel = self

    def __aiter__(self) -> "Channel":
        return self

    async def __anext__(self) -> Any:
        return await self.queue.get()


def stream_of(stop: asyncio.Event) -> FaustStream:
    settings = StreamSettings("nowhere:9092", "dedup", ("raw-jobs",))
    return FaustStream(loop_of(Handling(), FakePublisher()), settings, Pulse(), stop, now=lambda: 0.0)


async def ended(stream: FaustStream, error: BaseException) -> None:
    channel = Channel()
    await channel.queue.throw(error)
    async with asyncio.timeout(5):
        await stream._consume(channel)


async def test_a_channel_that_faust_ends_unasked_ends_the_stream_and_holds_up_nobody() -> None:
    stream = stream_of(asyncio.Event())
    await ended(stream, StopAsyncIteration())
    assert stream._idle.is_set()
    with pytest.raises(RuntimeError, match="channel"):
        stream._left.result()


async def test_a_channel_that_ends_when_told_to_stop_is_no_failure() -> None:
    stop = asyncio.Event()
    stream = stream_of(stop)
    stop.set()
    await ended(stream, StopAsyncIteration())
    assert stream._idle.is_set()
    assert not stream._left.done()


async def test_a_bug_of_the_agent_is_logged_without_its_text() -> None:
    stream = stream_of(asyncio.Event())
    with capture_logs() as logged:
        await ended(stream, ValueError(SECRET))
    (line,) = logged
    assert (line["kind"], line["consumer"]) == ("ValueError", "dedup")
    assert SECRET not in str(line)
    assert isinstance(stream._left.exception(), ValueError)
