"""A consumer beside an API that answers without it: it begins again by itself rather than ending the process."""

import asyncio
from collections.abc import Callable

from rematch_common.health import Pulse
from rematch_common.logs import bug, logger
from rematch_common.pausing import told_within
from rematch_common.retry import Stopping
from rematch_common.streams import Stream

log = logger(__name__)
_AGAIN = 2.0


class Lasting:
    """Runs a stream; one that gave up, for want of a dependency or otherwise, is made anew after a moment.

    Nothing of a batch in hand was acknowledged, so the next life reads it again.
    """

    def __init__(self, make: Callable[[], Stream], pulse: Pulse, stop: asyncio.Event, again: float = _AGAIN) -> None:
        self._make = make
        self._pulse = pulse
        self._stop = stop
        self._again = again

    async def run(self) -> None:
        """Until told to stop."""
        while not self._stop.is_set():
            try:
                await self._make().run()
            except Stopping:
                return
            except Exception as error:
                log.warning("a consumer begins again", **bug(error))
            self._pulse.state, self._pulse.assigned = "starting", False
            await told_within(self._stop, self._again)
