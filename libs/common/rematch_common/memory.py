"""What a process asks of the C library's allocator."""

import asyncio
import ctypes
from collections.abc import Callable
from typing import cast

# mallopt's names for: the size from which on a block is given back at once, and how many heaps threads may open.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8


def give_back_large(size: int = 1024 * 1024) -> bool:
    """Blocks from this size on go back to the system when they are free. Of itself glibc learns from the first large
    one to keep the next, up to 32 MiB each and in a heap per thread: a service that has met a few large bodies would
    hold their peaks added up. Tells whether this C library knows how."""
    mallopt = _of_libc("mallopt")
    return mallopt is not None and bool(mallopt(_M_MMAP_THRESHOLD, size)) and bool(mallopt(_M_ARENA_MAX, 2))


async def give_back_free() -> None:
    """What lies free between blocks in use goes back to the system, too: else a heap keeps the size of its worst batch
    for good. Takes milliseconds, of a thread of its own."""
    await asyncio.to_thread(_trim)


def _trim() -> None:
    if trim := _of_libc("malloc_trim"):
        trim(0)


def _of_libc(name: str) -> Callable[..., int] | None:
    """musl, macOS and Windows have neither."""
    try:
        return cast(Callable[..., int], getattr(ctypes.CDLL(None), name))
    except (AttributeError, OSError, TypeError):
        return None
