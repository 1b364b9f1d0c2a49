"""An index whose files may not grow: `small_disk_process.py FOLDER` puts people until it can't, twice, and says why."""

import asyncio
import resource
import signal
import sys
from pathlib import Path

import numpy as np

from rematch_common.errors import DependencyAway
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.domain.facts import Vector, point_id
from rematch_match.ports import Point

# The engine lays vectors down in files of 32 MB: so few of so many dimensions need a second one.
DIM, AT_ONCE, MOST = 8_192, 100, 1_500


def people(start: int) -> list[Point]:
    at = Vector("m-1", np.full(DIM, DIM**-0.5, dtype="<f4"))
    return [
        Point(point_id(("demo", f"c-{n}")), f"demo/c-{n}", 1, at, frozenset({"sql"}), "demo")
        for n in range(start, start + AT_ONCE)
    ]


async def fill(index: QdrantEdgeIndex) -> str:
    for start in range(AT_ONCE, MOST, AT_ONCE):
        try:
            await index.put("candidates", people(start))
        except DependencyAway as away:
            return str(away)
    return "it never failed"


async def main(folder: Path) -> None:
    index = QdrantEdgeIndex(folder)
    await index.start()
    await index.put("candidates", people(0))
    # Without this, a file that grows too large ends the process; with it, writing fails as on a device that refuses.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
    for _ in range(2):
        sys.stderr.write(f"{await fill(index)}\n")  # the log goes to stdout


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
