"""Reads again what a consumer has read before, as a second group beside it, and ends where the two meet.

`rematch replay --second` puts the group where it shall begin. It reads while nothing fresh is there, and what it reads
is handled as it was the first time: versions, and what was noted as finished, decide that nothing is done twice.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from aiokafka.errors import KafkaError

from rematch_common.consumers import group_reading, replay_group
from rematch_common.errors import DependencyAway
from rematch_common.health import Pulse
from rematch_common.logs import logger
from rematch_common.pausing import told_within
from rematch_common.positions import Offsets, administrating, committed
from rematch_common.streams import Stream, run_until

log = logger(__name__)
_LOOK = 1.0


class SecondReading:
    """A stream that is told to stop once its group has read as far as the consumer's own had when it began.

    What comes later the consumer reads itself. Several replicas share the partitions; each leaves when all are read.
    """

    def __init__(
        self,
        bootstrap: str,
        reader: tuple[str, frozenset[str]],
        make: Callable[[asyncio.Event], Stream],
        pulse: Pulse,
        stop: asyncio.Event,
    ) -> None:
        self._bootstrap = bootstrap
        self._consumer, self._topics = reader
        self._make = make
        self._pulse = pulse
        self._stop = stop

    async def run(self) -> None:
        """Until told to stop: also when it has nothing to read any more, since a process ends with its streams."""
        try:
            await self._read(await self._ends())
        finally:
            self._pulse.state, self._pulse.assigned = "starting", False  # its silence is nobody's death
        await self._stop.wait()

    async def _read(self, ends: Offsets) -> None:
        about = {"consumer": replay_group(self._consumer), "topics": sorted(self._topics)}
        if await self._met(ends):
            log.info("nothing to replay: `rematch replay --second` says from where", **about)
            return
        await run_until(self._make, partial(self._tell, ends), self._stop)
        if not self._stop.is_set():
            log.info("replayed", **about)

    async def _tell(self, ends: Offsets, enough: asyncio.Event) -> None:
        while not (self._stop.is_set() or await self._met(ends)):
            await told_within(self._stop, _LOOK)
        enough.set()

    async def _met(self, ends: Offsets) -> bool:
        """Of what it has committed nothing of, nobody has said that it shall be read again."""
        try:
            read = await self._committed(replay_group(self._consumer))
        except DependencyAway:  # the stream notices by itself
            return False
        return all(read.get(place, end) >= end for place, end in ends.items())

    async def _ends(self) -> Offsets:
        groups = {group_reading(self._consumer, name) for name in self._topics}
        return {place: at for group in sorted(groups) for place, at in (await self._committed(group)).items()}

    async def _committed(self, group: str) -> Offsets:
        try:
            async with administrating(self._bootstrap) as admin:
                told = await committed(admin, group)
        except (KafkaError, OSError) as error:
            raise DependencyAway("kafka", error) from error
        return {place: at for place, at in told.items() if place.topic in self._topics}
