"""The Faust shell of the consume loop: one agent, concurrency 1, raw bytes, whatever is there as one batch.

It reads the agent's channel itself rather than through `Stream.take`, because `take` acknowledges its batch in a
`finally` (an exception or a cancelled agent would commit what was never handled), waits to fill up, and because a
stream acknowledges records of an old generation that it skips. Here a record is acknowledged in one place, after
the loop has returned, and only if it is still of the generation that fetched it.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any

from faust.contrib.asgi import faust_app_running

from rematch_common import metrics
from rematch_common.bulk import may_go_on
from rematch_common.clock import Monotonic, monotonic
from rematch_common.consume import ConsumeLoop
from rematch_common.errors import DependencyAway, PoisonFlood
from rematch_common.faults import fault_point
from rematch_common.faust_app import StreamSettings, ahead_of, faust_app, progress_of, to_record
from rematch_common.health import Pulse
from rematch_common.lagging import Lagging
from rematch_common.logs import bug, logger
from rematch_common.pausing import told_within
from rematch_common.retry import Stopping
from rematch_common.unbroken import Unbroken

log = logger(__name__)
# Measured: with 2 of them batches stay small, from 4 on nothing is gained; on an idle topic they cost 0.1 ms.
_TURNS = 8


class FaustStream:
    """Feeds one consumer's records to its loop, and ends the process's consumption in the right way."""

    def __init__(
        self, loop: ConsumeLoop, settings: StreamSettings, pulse: Pulse, stop: asyncio.Event, now: Monotonic = monotonic
    ) -> None:
        self._loop = loop
        self._settings = settings
        self._pulse = pulse
        self._stop = stop
        self._now = now
        self._looked = 0.0
        self._lagging = Lagging(loop.consumer, settings.topics if settings.measured else ())
        self._unbroken = Unbroken(settings.bootstrap)
        self._idle = asyncio.Event()
        self._idle.set()
        self._left = asyncio.get_running_loop().create_future()
        self._app = faust_app(settings)
        topic = self._app.topic(*settings.topics, value_type=bytes, key_type=bytes)
        self._app.agent(topic, name=settings.group)(self._consume)
        self._app.on_partitions_revoked.connect(self._hand_over)
        self._app.on_partitions_assigned.connect(self._take_over)

    async def run(self) -> None:
        """Consume until told to stop (returns), a dependency is away for too long, or Faust gives up (raises)."""
        async with faust_app_running(self._app):
            self._pulse.state = "running"
            told, crashed = asyncio.ensure_future(self._stop.wait()), asyncio.ensure_future(self._crashed())
            try:
                done, _ = await asyncio.wait({told, crashed, self._left}, return_when=asyncio.FIRST_COMPLETED)
                await self._finish_batch()
            finally:
                told.cancel()
                crashed.cancel()
                self._pulse.state = "dead"
                self._lagging.end()
        for ending in done:
            ending.result()

    async def _crashed(self) -> None:
        await self._app._crashed.wait()  # mode offers no public way to wait for a crash
        raise RuntimeError("faust crashed") from self._app._crash_reason

    async def _finish_batch(self) -> None:
        """Let the batch in hand finish and be acknowledged; one that takes longer is read again by whoever is next."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.handover):
                await self._idle.wait()

    # -- the agent ---------------------------------------------------------------------------------------------

    async def _consume(self, stream: Any) -> None:
        try:
            await self._turn_over(aiter(stream.channel).queue)
        except Exception as error:
            log.error("the agent failed", consumer=self._loop.consumer, **bug(error))
            self._leave(error)

    async def _turn_over(self, queue: Any) -> None:
        getter = asyncio.ensure_future(queue.get())
        self._lagging.begin(lambda: ahead_of(self._app), queue)
        try:
            while not self._stop.is_set():
                # The getter is never cancelled while it waits: a cancelled get may lose the record it was given.
                done, _ = await asyncio.wait({getter}, timeout=1.0)
                self._turn(queue)
                if self._stop.is_set() or not done:
                    continue
                if isinstance(getter.exception(), StopAsyncIteration):
                    self._leave(RuntimeError("faust ended the channel"))  # as it does when its app stops
                    return
                self._lagging.in_hand = [getter.result()]
                if not await may_go_on(self._settings.gate, self._pulse, self._stop):
                    continue
                # From here on to the acknowledgement nothing awaits unseen: who stops or hands over waits for this.
                self._busy(True)
                batch = self._lagging.in_hand = await self._gather(getter.result(), queue)
                getter = asyncio.ensure_future(queue.get())
                if batch and not await self._work(batch):
                    return
                self._lagging.in_hand = ()
                self._busy(False)
        finally:
            getter.cancel()

    def _busy(self, busy: bool) -> None:
        self._pulse.work(busy)
        (self._idle.clear if busy else self._idle.set)()

    async def _gather(self, first: Any, queue: Any) -> list[Any]:
        """Whatever is there. What is fetched is there too, but Faust takes a few turns of the loop to pass each on."""
        events, turns = [first], 0
        while len(events) < self._settings.batch_size and turns < _TURNS:
            if queue.empty():
                turns += 1
                await asyncio.sleep(0)
            else:
                turns = 0
                events.append(queue.get_nowait())
        current = self._app.consumer_generation_id
        # Fetched before the last rebalance: whoever owns the partition now reads them again.
        return [event for event in events if event.message.generation_id == current]

    async def _work(self, events: Sequence[Any]) -> bool:
        started = self._now()
        try:
            consumer: Any = self._app.consumer
            await self._unbroken.check([event.message for event in events], consumer._committed_offset)
            await self._loop.run([to_record(event.message) for event in events])
        except PoisonFlood as flood:
            await self._pause(flood)
            return False
        except (Stopping, DependencyAway) as reason:
            log.warning("leaving without acknowledging", consumer=self._loop.consumer, reason=str(reason))
            self._leave(reason)
            return False
        fault_point("stream.handled")
        self._acknowledge(events)
        metrics.HANDLE_SECONDS.labels(self._loop.consumer).observe(self._now() - started)
        return True

    def _acknowledge(self, events: Sequence[Any]) -> None:
        current = self._app.consumer_generation_id
        for event in events:
            if event.message.generation_id == current:
                event.ack()

    def _leave(self, reason: Exception) -> None:
        self._busy(False)
        if not self._left.done():
            self._left.set_exception(reason)
            self._left.exception()  # heard, even if `run` is about to end for another reason

    async def _pause(self, flood: PoisonFlood) -> None:
        """Alive, unready, loud; nothing acknowledged, nothing dropped. Ends when the process is told to stop."""
        self._pulse.state = "paused"
        metrics.PAUSED.labels(self._settings.group).set(1)
        self._busy(False)
        while not self._stop.is_set():
            log.error("consumer paused", consumer=self._loop.consumer, reason=str(flood), remedy=flood.remedy)
            for _ in range(30):
                self._pulse.beat()
                if await told_within(self._stop, 1.0):
                    return

    # -- group membership --------------------------------------------------------------------------------------

    async def _hand_over(self, *_: object, **__: object) -> None:
        """A rebalance: give the batch in hand a moment, and commit what is finished before somebody else reads it."""
        self._pulse.assigned = False
        await self._finish_batch()
        await self._app.consumer.commit()

    async def _take_over(self, *_: object, **__: object) -> None:
        self._pulse.assigned = True

    def _turn(self, queue: Any) -> None:
        self._pulse.beat()
        if self._now() - self._looked >= 1.0:
            self._looked = self._now()
            progress = progress_of(self._app)
            self._pulse.observe(progress.waiting + queue.qsize(), progress.committed)
