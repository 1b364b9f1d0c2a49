"""Conditions with deadlines."""

import asyncio
from collections.abc import Callable

from rematch_devstack.datadir import alive
from rematch_devstack.waiting import until


async def eventually(condition: Callable[[], bool], deadline: float = 10.0) -> None:
    """TimeoutError unless the condition comes true in time."""

    async def question() -> bool:
        return condition()

    async with asyncio.timeout(deadline):
        await until(question)


async def gone(*pids: int, deadline: float = 10.0) -> None:
    """TimeoutError unless all these processes end in time."""
    await eventually(lambda: not any(alive(pid) for pid in pids), deadline)
