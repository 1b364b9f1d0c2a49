"""CPU time of work that is done again and again. By itself: who measures memory imports no more than this."""

import time
from collections.abc import Callable


def cpu_milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    """Of CPU, each round; after one more, in which what is built at first use is."""
    work()
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        spent.append(1000 * (time.process_time() - started))
    return spent
