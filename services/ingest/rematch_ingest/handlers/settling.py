"""What was written is published at once where that goes quickly; it is stored, so nobody waits for long."""

import asyncio
from collections.abc import Awaitable, Callable

from rematch_common.errors import DependencyAway
from rematch_common.logs import logger

log = logger(__name__)
# Seconds. A delivery that hangs ends after ten; what is broken off is published by whoever drains next.
_PATIENCE = 1.5
Settle = Callable[[], Awaitable[bool]]


def settling(drain: Callable[[], Awaitable[None]], patience: float = _PATIENCE) -> Settle:
    """Tells whether all that was written before is published: else it leaves as soon as Kafka answers."""

    async def settle() -> bool:
        try:
            async with asyncio.timeout(patience):
                await drain()
        except (DependencyAway, TimeoutError) as away:
            log.warning("events wait in the outbox", reason=type(away).__name__)
            return False
        return True

    return settle
