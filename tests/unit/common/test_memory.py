"""What a process holds after large bodies came and went."""

import platform
import subprocess
import sys

import pytest

# Once a block of mmap's own is freed, glibc takes the next of that size from a heap, which something small pins.
_COMES_AND_GOES = """
import sys
if sys.argv[1] == "given back":
    from rematch_common.memory import give_back_large
    assert give_back_large()
held = []
for _ in range(3):
    block = b"x" * (28 * 2**20)
    held.append(b"x" * 64_000)
    del block
"""
# Of many blocks every hundredth stays: none of the others is large, and none lies at the end of the heap.
_LEAVES_GAPS = """
import asyncio, sys
from rematch_common.memory import give_back_free
blocks = [b"x" * 40_000 for _ in range(2_000)]
held = blocks[::100]
del blocks
if sys.argv[1] == "given back":
    asyncio.run(give_back_free())
"""
_HOW_MUCH = """
from pathlib import Path
lines = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmRSS")))
"""


def resident(what: str, how: str) -> int:
    command = [sys.executable, "-c", what + _HOW_MUCH, how]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
@pytest.mark.parametrize("what", [_COMES_AND_GOES, _LEAVES_GAPS], ids=["large blocks", "gaps"])
def test_what_is_free_is_given_back(what: str) -> None:
    assert resident(what, "given back") < resident(what, "kept") - 10 * 1024
