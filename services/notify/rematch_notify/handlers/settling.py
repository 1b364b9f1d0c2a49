"""Write down what became of messages, many in one transaction."""

import asyncio

from rematch_common.clock import Now
from rematch_common.errors import DependencyAway
from rematch_common.faults import fault_point
from rematch_common.logs import logger
from rematch_notify.domain.ends import End
from rematch_notify.ports.outgoing import Outgoing, Taken

log = logger(__name__)
_AGAIN = 0.5


class Settle:
    """`run` beside those who call `note`."""

    def __init__(self, outgoing: Outgoing, now: Now) -> None:
        self._outgoing = outgoing
        self._now = now
        self._ended: asyncio.Queue[tuple[Taken, End, asyncio.Future[None]]] = asyncio.Queue()

    async def note(self, taken: Taken, end: End) -> None:
        """Returns when it is written down."""
        written = asyncio.get_running_loop().create_future()
        self._ended.put_nowait((taken, end, written))
        await written

    async def run(self) -> None:
        while True:
            batch = [await self._ended.get()]
            while not self._ended.empty():
                batch.append(self._ended.get_nowait())
            await self._write([(taken, end) for taken, end, _ in batch])
            fault_point("notify.settled")
            for *_, written in batch:
                if not written.done():
                    written.set_result(None)

    async def _write(self, ends: list[tuple[Taken, End]]) -> None:
        """However long it takes: a message that was sent and isn't known to be is sent again."""
        while True:
            try:
                return await self._outgoing.settle(ends, self._now())
            except DependencyAway as away:
                log.warning("what was sent can't be written down yet", dependency=away.dependency, messages=len(ends))
            await asyncio.sleep(_AGAIN)
