"""What a person, an opening and a match take on disk: python -m bench.footprint [PEOPLE] [POSTINGS]

Through the whole system; bytes of PostgreSQL's tables with their indexes, and of Kafka's logs, before and after. What
`rematch size` multiplies.
"""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from bench.harness import Report, console, running, table, write_report
from bench.pipeline import Reader, publish_steadily, take_in
from bench.processes import Others
from rematch_devstack.postgres import SUPERUSER
from rematch_devstack.system import System

PEOPLE, POSTINGS, PER_SECOND = 1_500, 1_500, 8
_TABLES = """
SELECT schemaname || '.' || relname AS name, pg_total_relation_size(relid) AS bytes
FROM pg_stat_user_tables WHERE schemaname IN ('ingest', 'dedup', 'match', 'notify')
"""
# Of these there is a row for each match; everything else that grows with postings is of openings.
_OF_MATCHES = frozenset({"match.matches", "match.audit", "match.outbox", "notify.deliveries", "notify.tellings"})
_PEOPLES = ("candidate-profiles", "embedded-candidates")
Sizes = Mapping[str, int]


async def tables(system: System) -> Sizes:
    connection = await asyncpg.connect(system.stack.postgres.url(SUPERUSER))
    try:
        return {row["name"]: row["bytes"] for row in await connection.fetch(_TABLES)}
    finally:
        await connection.close()


def logs(folder: Path) -> Sizes:
    """By topic: the segments, whose indexes are laid out beforehand and say nothing."""
    found: dict[str, int] = {}
    for path in folder.rglob("*.log"):
        topic, _, number = path.parent.name.rpartition("-")
        if number.isdecimal():
            found[topic] = found.get(topic, 0) + path.stat().st_size
    return found


def grown(before: Sizes, after: Sizes) -> dict[str, int]:
    return {name: size - before.get(name, 0) for name, size in sorted(after.items()) if size > before.get(name, 0)}


async def measured(people: int, postings: int) -> Report:
    async with running() as system:
        folder = system.stack.layout.path / "kafka"
        empty, others = await tables(system), Others()
        await take_in(system.bootstrap, people)
        with_people, people_logs = await tables(system), logs(folder)
        async with Reader(system.bootstrap).reading() as reader:
            await publish_steadily(system.bootstrap, PER_SECOND, range(postings))
            await reader.until_drained(600)
            matches = len(reader.matches())
        whole, whole_logs = await tables(system), logs(folder)
        figures = shares((grown(empty, with_people), grown(with_people, whole)), (people, postings, matches))
        figures["kafka_bytes"] = of_topics(people_logs, grown(people_logs, whole_logs), (people, postings, matches))
        return Report("footprint", figures, (), [others.cores()])


def shares(sizes: tuple[Sizes, Sizes], counts: tuple[int, int, int]) -> dict[str, object]:
    people, postings, matches = counts
    of_matches = sum(size for name, size in sizes[1].items() if name in _OF_MATCHES)
    return {
        "people": people,
        "postings": postings,
        "matches": matches,
        "postgres_bytes": {
            "a person": round(sum(sizes[0].values()) / people),
            "an opening": round((sum(sizes[1].values()) - of_matches) / postings),
            "a match": round(of_matches / max(1, matches)),
        },
        "tables": {"people": dict(sizes[0]), "postings": dict(sizes[1])},
    }


def of_topics(people_logs: Sizes, posting_logs: Sizes, counts: tuple[int, int, int]) -> dict[str, int]:
    people, postings, matches = counts
    of_people = sum(people_logs.get(name, 0) for name in _PEOPLES)
    passing = sum(posting_logs.get(name, 0) for name in ("raw-jobs", "ingest-outcomes"))
    kept = sum(posting_logs.get(name, 0) for name in ("deduped-jobs", "embedded-jobs"))
    return {
        "a person": round(of_people / people),
        "a posting, for a week": round(passing / postings),
        "an opening": round(kept / postings),
        "a match": round(posting_logs.get("matches", 0) / max(1, matches)),
    }


def main() -> None:
    given = [int(word) for word in sys.argv[1:3]]
    report = asyncio.run(measured(*(given or [PEOPLE]), *([POSTINGS] if len(given) < 2 else [])))
    for what in ("postgres_bytes", "kafka_bytes"):
        found = report.figures[what]
        assert isinstance(found, dict)
        table(what, ("of", "bytes"), [(name, f"{size:,}") for name, size in found.items()])
    console.print(f"written: {write_report(report).name}")


if __name__ == "__main__":
    main()
