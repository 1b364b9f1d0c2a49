"""A consumer whose topics come and go: it leaves its group and joins it anew, with those that are there now.

A process that ends and is started again would do the same, and take the API with it meanwhile.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from rematch_common.health import Pulse
from rematch_common.logs import logger
from rematch_common.streams import Stream, run_until
from rematch_common.topic_list import TopicList

log = logger(__name__)


class Renewing:
    """Runs a stream that is made for the topics of the list, and told to stop when they are others.

    It finishes the batch in its hand and commits it, as at a process's end; the next goes on behind.
    """

    def __init__(
        self,
        make: Callable[[frozenset[str], asyncio.Event], Stream],
        topics: TopicList,
        pulse: Pulse,
        stop: asyncio.Event,
    ) -> None:
        self._make = make
        self._topics = topics
        self._pulse = pulse
        self._stop = stop

    async def run(self) -> None:
        """Until told to stop, or until a stream gives up."""
        while not self._stop.is_set():
            names = self._topics.names
            await run_until(partial(self._make, names), partial(self._tell, names), self._stop)
            if not self._stop.is_set():
                log.info("topics have come or gone, joining anew", topics=sorted(self._topics.names))
                self._pulse.state, self._pulse.assigned = "starting", False

    async def _tell(self, names: frozenset[str], enough: asyncio.Event) -> None:
        told = [asyncio.ensure_future(self._stop.wait()), asyncio.ensure_future(self._topics.other_than(names))]
        try:
            await asyncio.wait(told, return_when=asyncio.FIRST_COMPLETED)
            enough.set()
        finally:
            for one in told:
                one.cancel()
