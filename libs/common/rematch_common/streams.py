"""What runs until it is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from rematch_common.retry import Stopping


class Stream(Protocol):
    """One consumer. `run` returns when told to stop, and raises when it had to give up."""

    async def run(self) -> None: ...


async def run_until(
    make: Callable[[asyncio.Event], Stream], tell: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event
) -> None:
    """Run a stream that `tell` tells to stop. Raises Stopping only where the process does, by `stop`."""
    enough = asyncio.Event()
    telling = asyncio.ensure_future(tell(enough))
    try:
        await make(enough).run()
    except Stopping:  # it was waiting for a dependency when it was told
        if stop.is_set():
            raise
    finally:
        telling.cancel()
