"""A shard's graph, laid by a process of its own: `python -m rematch_match.adapters.edge_build FOLDER`.

See rematch_match.adapters.edge_space for why.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

from rematch_common.errors import DependencyAway

# It takes what others leave of the machine.
_NICE = 15
_END_WITH_PARENT = 1


async def build(folder: Path) -> None:
    """Raises DependencyAway. Cancelled, it ends the process before it returns."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, str(folder)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        words = said.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
        raise DependencyAway("qdrant", f"its graph could not be laid: {words or process.returncode}")


def main(folder: Path) -> None:
    # Not at the top: match imports this module, and only for `build`.
    import qdrant_edge as qdrant

    _yield_to_others()
    shard = qdrant.EdgeShard.load(str(folder))
    shard.optimize()
    shard.flush()
    shard.close()


def _yield_to_others() -> None:
    os.nice(_NICE)
    with contextlib.suppress(AttributeError, OSError):  # known to Linux; elsewhere it ends when it is done
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
