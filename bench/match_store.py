"""Fills match's tables and its vector index with people, as if they had come long ago.

Match's own code makes the rows and the points; only the way in is shorter than through its topics.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import asyncpg

from bench.match_people import crowd, sizes
from rematch_match.adapters.qdrant_edge_index import QdrantEdgeIndex
from rematch_match.adapters.rows import candidate_row
from rematch_match.domain.facts import CandidateFacts
from rematch_match.handlers.match import candidate_point
from rematch_match.ports import VectorIndex

_PAGE = 5_000
_COLUMNS = (
    "tenant_id",
    "candidate_id",
    "version",
    "alive",
    "skills",
    "facts",
    "categories",
    "model",
    "vector",
    "lineage",
    "away_as",
)
_PROBES = """
INSERT INTO probes SELECT tenant_id, skill, spot_of(candidate_id), candidate_id, version, categories
FROM candidates CROSS JOIN unnest(skills) AS skill ORDER BY 1, 2, 3
"""


async def fill(url: str, index: Path, people: int) -> None:
    """`url`: of a role that may write match's tables, which must be empty; `index`: where match will open its own."""
    engine = QdrantEdgeIndex(index)
    await engine.start()
    await fill_with(url, engine, sizes(people), crowd(people))
    await engine.build()
    await engine.stop()


async def fill_with(url: str, engine: VectorIndex, tenants: Iterable[str], people: Iterable[CandidateFacts]) -> None:
    """The same with people of whatever tenants, and an index that is open and stays so."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "match", "synchronous_commit": "off"})
    await connection.copy_records_to_table("tenants", records=[(tenant,) for tenant in tenants])
    # What the trigger would do person by person is done for all of them at once.
    await connection.execute("ALTER TABLE candidates DISABLE TRIGGER probes")
    for page in pages(people):
        await connection.copy_records_to_table("candidates", records=map(candidate_row, page), columns=_COLUMNS)
        await engine.put("candidates", [point for one in page if (point := candidate_point(one))])
    await connection.execute("ALTER TABLE candidates ENABLE TRIGGER probes")
    await connection.execute(_PROBES)
    for table in ("candidates", "probes", "tenants"):
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.execute("CHECKPOINT")
    await connection.close()


def pages(people: Iterable[CandidateFacts]) -> Iterator[list[CandidateFacts]]:
    """So many at a time."""
    rest = iter(people)
    while page := list(islice(rest, _PAGE)):
        yield page
