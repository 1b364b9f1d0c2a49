"""A pause that ends when the process does."""

import asyncio


async def told_within(stop: asyncio.Event, seconds: float) -> bool:
    """Whether it was told to stop meanwhile."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
