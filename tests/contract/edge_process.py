"""An index that is killed: `edge_process.py FOLDER [COUNT]` puts so many people, says so, and stays."""

import asyncio
import sys
from pathlib import Path

from rematch_common.errors import DependencyAway
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.domain.facts import point_id
from rematch_match.ports import Point
from tests.fakes.samples import vector


def people(count: int) -> list[Point]:
    return [
        Point(point_id(("demo", f"c-{n}")), f"demo/c-{n}", 1, vector(1, n), frozenset({"sql"}), "demo")
        for n in range(count)
    ]


async def main(folder: Path, count: int) -> None:
    index = QdrantEdgeIndex(folder)
    try:
        await index.start()
    except DependencyAway as away:
        raise SystemExit(str(away)) from None
    await index.put("candidates", people(count))
    sys.stdout.write("put\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
