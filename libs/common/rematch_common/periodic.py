"""Work beside the consume loop: what is due now and then, and what goes on until something is away."""

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
                log.info("put off", work=getattr(work, "__qualname__", "periodic"), reason=str(away))
            await asyncio.sleep(seconds)

    return keep_on
