"""A file, or what comes through a pipe, as numbered lines, as soon as they are there."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from rematch_common.lines import BOM, Line, Splitter

CHUNK = 1 << 18
T = TypeVar("T")


@contextmanager
def opened(path: str) -> Iterator[tuple[int, int | None]]:
    """The descriptor to read from (`-`: stdin), and how many bytes will come, if that is known. Raises OSError."""
    descriptor = os.dup(0) if path == "-" else os.open(Path(path), os.O_RDONLY)
    try:
        about = os.fstat(descriptor)
        yield descriptor, about.st_size if S_ISREG(about.st_mode) else None
    finally:
        os.close(descriptor)


async def lines(descriptor: int, longest: int) -> AsyncIterator[tuple[list[Line], int]]:
    """What is there, as soon as it is there: lines, and the bytes that were read for them. Raises OSError."""
    splitter = Splitter(longest)
    first = True
    while chunk := await _in_thread(lambda: os.read(descriptor, CHUNK)):
        yield splitter.feed(chunk.removeprefix(BOM) if first else chunk), len(chunk)
        first = False
    yield splitter.end(), 0


async def _in_thread(action: Callable[[], T]) -> T:
    """Like asyncio.to_thread, but nobody waits at exit for a read that never returns."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: OSError | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # without an error there is a result

    def work() -> None:
        result, error = None, None
        try:
            result = action()
        except OSError as problem:
            error = problem
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=work, daemon=True).start()
    return await future
