"""Time that passes only while everybody waits: hours of calls in seconds, each at its place in them.

Whatever waits by the event loop's clock (time-outs, pauses, turns, a semaphore) is waited as in life; what the code
computes in between takes no time. So what comes out is exact for the waiting, and leaves out only the processor's part.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):  # type: ignore[misc, valid-type, unused-ignore]
    """Instead of waiting it says how long it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise RuntimeError("nobody here is waiting for a time: that would be for ever")
        self.passed += timeout
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


def simulated(work: Coroutine[Any, Any, T]) -> T:
    """Run it to its end; nothing in it may wait for threads or for the network."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)


def now() -> float:
    """Seconds of the simulated time."""
    return asyncio.get_running_loop().time()
