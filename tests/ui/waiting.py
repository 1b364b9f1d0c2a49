"""Waiting for what another process does, with a deadline."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_EVERY = 0.1


def until(question: Callable[[], T | None], seconds: float, said: Callable[[], str] = str) -> T:
    """The first answer that is one. AssertionError, with what was said meanwhile, when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := question():
            return answer
        time.sleep(_EVERY)
    raise AssertionError(f"nothing within {seconds:.0f} s\n{said()[-4_000:]}")
