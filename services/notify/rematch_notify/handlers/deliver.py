"""Send what is due, for as long as the process lives.

Each message has a slot of its own while it is under way, until it is written down what became of it. A process that
is killed leaves messages that are sent again when their lease ends, as they were.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Any

from rematch_common import metrics
from rematch_common.clock import Now, monotonic
from rematch_common.errors import DependencyAway
from rematch_common.faults import fault_point
from rematch_common.logs import logger
from rematch_common.tracing import delivering
from rematch_notify.domain.ends import End, Sent
from rematch_notify.handlers.settling import Settle
from rematch_notify.ports.outgoing import Outgoing, Room, Taken

log = logger(__name__)
# Of one tenant never so many that all of them could hang at once and leave no room for the others.
ROOM = Room(sound=128, failing=32, share=96)
# Seconds that what is under way may take when the process is told to stop.
_ENDING = 4.0


class Deliver:
    """`run` is a background task. What is due is looked for every `idle` seconds, and whenever there is room again."""

    def __init__(
        self,
        outgoing: Outgoing,
        send: Callable[[Taken], Awaitable[End]],
        now: Now,
        idle: float,
        lease: timedelta,
    ) -> None:
        self._outgoing = outgoing
        self._send = send
        self._settle = Settle(outgoing, now)
        self._now = now
        self._idle = idle
        self._lease = lease
        self._room = asyncio.Event()
        self._under_way: dict[asyncio.Future[None], tuple[str, bool]] = {}

    async def run(self) -> None:
        settling = asyncio.ensure_future(self._settle.run())
        try:
            while not settling.done():
                self._room.clear()
                if not await self._take():
                    await self._rest(settling)
            settling.result()
        finally:
            await _ended(self._under_way)
            settling.cancel()

    async def _take(self) -> bool:
        """Whether there may be more to take at once."""
        room = self._left()
        if not room:
            return False
        now = self._now()
        try:
            taken = await self._outgoing.take(now, now + self._lease, room)
        except DependencyAway as away:
            log.info("nothing is sent for now", dependency=away.dependency)
            return False
        fault_point("notify.taken")
        for one in taken:
            task = asyncio.ensure_future(self._one(one))
            self._under_way[task] = one.subscription.tenant_id, one.subscription.failing_since is not None
            task.add_done_callback(self._freed)
        return bool(taken)

    def _left(self) -> Room:
        held = Counter(self._under_way.values())
        failing = sum(many for (_, fails), many in held.items() if fails)
        return Room(ROOM.sound - len(self._under_way) + failing, ROOM.failing - failing, held, ROOM.share)

    async def _one(self, taken: Taken) -> None:
        channel = taken.subscription.channel
        with delivering(channel, taken.traces, taken.attempt) as told:
            end = await self._send(taken)
            told["rematch.outcome"] = end.outcome
        await self._settle.note(taken, end)
        metrics.DELIVERIES.labels(channel, end.outcome).inc()
        if isinstance(end, Sent):
            metrics.DELIVERY_SECONDS.labels(channel).observe(max(0.0, (self._now() - taken.first_at).total_seconds()))

    def _freed(self, task: "asyncio.Future[None]") -> None:
        self._under_way.pop(task)
        self._room.set()

    async def _rest(self, settling: "asyncio.Future[None]") -> None:
        woken = asyncio.ensure_future(self._room.wait())
        either: set[asyncio.Future[Any]] = {woken, settling}
        await asyncio.wait(either, timeout=self._idle, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()


async def _ended(tasks: Collection["asyncio.Future[None]"]) -> None:
    """What is under way may end, though the process is told more than once to stop."""
    until = monotonic() + _ENDING
    while tasks and monotonic() < until:
        try:
            await asyncio.wait(list(tasks), timeout=until - monotonic())
        except asyncio.CancelledError:
            continue
    for task in list(tasks):
        task.cancel()
