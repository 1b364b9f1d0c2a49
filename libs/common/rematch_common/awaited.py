"""What a program that is asked one thing (see `answering`) has to wait for others for."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from rematch_common.errors import DependencyAway

T = TypeVar("T")


class StaysAway(Exception):
    """Who does not answer, and why: a wrong password is mended by whoever asks."""


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """What comes of it. Raises StaysAway: nobody waits with a program that answers once."""
    try:
        return asyncio.run(work)
    except DependencyAway as away:
        raise StaysAway(str(away)) from None
