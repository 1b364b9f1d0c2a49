"""Waiting for another process, which can only be asked."""

import asyncio
from collections.abc import Awaitable, Callable

EVERY = 0.05


async def until(question: Callable[[], Awaitable[bool]]) -> None:
    """Ask until the answer is yes. The caller sets the deadline."""
    while not await question():  # noqa: ASYNC110 - another process sets no event of ours
        await asyncio.sleep(EVERY)
