"""Work that is due now and then, beside the consume loop."""

import asyncio
from collections.abc import Awaitable, Callable

from rematch_common.errors import DependencyAway
from rematch_common.logs import logger

log = logger(__name__)


def every(seconds: float, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A background task that does this again and again; what is away is tried again next time."""

    async def keep_on() -> None:
        while True:
            try:
                await work()
            except DependencyAway as away:
                log.info("put off", work=getattr(work, "__name__", "periodic"), dependency=away.dependency)
            await asyncio.sleep(seconds)

    return keep_on
