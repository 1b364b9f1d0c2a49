"""Where a word is found: in topics, tables and files."""

from collections.abc import Sequence
from pathlib import Path

from rematch_common.contracts import TOPICS, all_topics
from rematch_common.records import Record
from tests.reliability.harness.books import connected
from tests.reliability.harness.introducing import MODEL
from tests.reliability.harness.system import System
from tests.reliability.harness.topics import Topics, last_of_each_key


def _of(words: Sequence[str], text: bytes) -> list[str]:
    return [word for word in words if word.encode() in text]


async def in_topics(topics: Topics, *words: str) -> list[str]:
    """The words, and where. What a topic keeps of a key is its last record, where it is compacted; every record
    elsewhere."""
    names = [topic.name for topic in (*all_topics(), *MODEL.topics)]
    kept = {topic.name for topic in (*TOPICS, *MODEL.writes) if topic.cleanup == "compact"}
    found: list[Record] = []
    for name, records in (await topics.read(names)).items():
        found += last_of_each_key(records).values() if name in kept else records
    return [
        f"{word} in {one.coordinates} {one.key!r}" for one in found for word in _of(words, (one.value or b"").lower())
    ]


async def in_tables(system: System, *words: str) -> list[str]:
    """As text, and within bytes, which text shows as digits."""
    found = []
    async with connected(system.database) as connection:
        tables = await connection.fetch(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN "
            "('ingest', 'dedup', 'match', 'notify') ORDER BY 1, 2"
        )
        for schema, table in tables:
            rows = await connection.fetch(f'SELECT t::text AS told FROM "{schema}"."{table}" AS t')
            for told in (row["told"].lower() for row in rows):
                found += [
                    f"{word} in {schema}.{table}" for word in words if word in told or word.encode().hex() in told
                ]
    return found


def in_files(folder: Path, *words: str) -> list[str]:
    """The vector index, embed's vectors, and what was logged."""
    files = [path for part in ("qdrant", "embed", "logs") for path in (folder / part).rglob("*") if path.is_file()]
    assert files
    return [f"{word} in {path.relative_to(folder)}" for path in files for word in _of(words, path.read_bytes().lower())]
