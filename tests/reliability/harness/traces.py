"""Where a word is found: in topics, tables and files."""

from pathlib import Path

from rematch_common.contracts import TOPICS, all_topics
from rematch_common.records import Record
from tests.reliability.harness.books import connected
from tests.reliability.harness.introducing import MODEL
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics, last_of_each_key


async def in_topics(topics: Topics, word: str) -> list[str]:
    """What a topic keeps of a key is its last record, where it is compacted; every record elsewhere."""
    names = [topic.name for topic in (*all_topics(), *MODEL.topics)]
    kept = {topic.name for topic in (*TOPICS, *MODEL.writes) if topic.cleanup == "compact"}
    found: list[Record] = []
    for name, records in (await topics.read(names)).items():
        found += last_of_each_key(records).values() if name in kept else records
    return [f"{one.coordinates} {one.key!r}" for one in found if word.encode() in (one.value or b"").lower()]


async def in_tables(system: System, word: str) -> list[str]:
    """As text, and within bytes, which text shows as digits."""
    found = []
    async with connected(system.database) as connection:
        tables = await connection.fetch(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN "
            "('ingest', 'dedup', 'match', 'notify') ORDER BY 1, 2"
        )
        for schema, table in tables:
            rows = await connection.fetch(f'SELECT t::text AS told FROM "{schema}"."{table}" AS t')
            told = [row["told"].lower() for row in rows]
            found += [f"{schema}.{table}" for one in told if word in one or word.encode().hex() in one]
    return found


def in_files(folder: Path, word: str) -> list[str]:
    """The vector index, embed's vectors, and what was logged."""
    files = [path for part in ("qdrant", "embed", "logs") for path in (folder / part).rglob("*") if path.is_file()]
    assert files
    return [str(path.relative_to(folder)) for path in files if word.encode() in path.read_bytes().lower()]
