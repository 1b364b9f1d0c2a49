"""From postings a day and candidates to replicas, partitions, memory and disks. Plain arithmetic on measured rates."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bench.size_rates import CONNECTIONS, DIMENSIONS, FLOAT, LOCKED_MS, QDRANT_OVERHEAD, Rates

DAY = 86_400.0
STEP = 12
"""Partitions come in dozens: they divide well."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`news`: the share of postings that are a new or changed opening; the others have been seen before. `peak`: the
    busiest hour against the mean. `full`: how much of a core is planned for."""

    postings: int
    candidates: int
    news: float = 0.2
    matches: float = 10.0
    peak: float = 3.0
    full: float = 0.6
    days: int = 30
    copies: int = 3
    vector_copies: int = 2
    database_cores: int = 64
    database_disk: float = 16e12

    @property
    def rate(self) -> float:
        """Postings a second in the busiest hour."""
        return self.postings / DAY * self.peak


@dataclass(frozen=True, slots=True)
class Size:
    """`replicas` by service, a core each; memory in GiB of all of them, disks in GB (10^9)."""

    replicas: dict[str, int]
    partitions: int
    memory: float
    qdrant: float
    postgres: float
    postgres_cores: float
    kafka: float
    kafka_cores: float
    vectors: int
    connections: int
    bounds: dict[str, float]

    @property
    def first(self) -> str:
        """What breaks first: the bound that the fewest postings a day reach."""
        return min(self.bounds, key=lambda name: self.bounds[name])


def search_ms(rates: Rates, people: int) -> float:
    return rates.search_ms_100k * math.pow(max(people, 1_000) / 100_000, rates.growth)


def postgres_ms(rates: Rates, wish: Wish) -> float:
    """Of a news posting: what was measured, by the matches that are written and the people who are searched."""
    growth = math.log10(rates.postgres_ms_100k / rates.postgres_ms_10k)
    whole = rates.postgres_ms_100k * math.pow(max(wish.candidates, 1_000) / 100_000, growth)
    return whole * max(0.2, wish.matches / rates.matches_there)


def cpu_ms(rates: Rates, wish: Wish) -> dict[str, float]:
    """Of one posting, on the average of those that are news and those that are not."""
    match = search_ms(rates, wish.candidates) + rates.settle_ms * wish.matches
    return {
        "ingest": rates.ingest_ms,
        "dedup": rates.dedup_ms,
        "embed": wish.news * rates.embed_ms,
        "match": wish.news * match,
        "notify": wish.news * wish.matches * rates.notify_ms,
    }


def size(rates: Rates, wish: Wish) -> Size:
    cost = cpu_ms(rates, wish)
    replicas = {name: max(1, math.ceil(wish.rate * ms / 1000 / wish.full)) for name, ms in cost.items()}
    database = wish.rate * (wish.news * postgres_ms(rates, wish) + LOCKED_MS) / 1000
    openings = wish.postings * wish.news * wish.days
    vectors = round(openings + wish.candidates)
    readers = [replicas[name] for name in replicas if name != "ingest"]
    kept = dict(_disks(rates, wish, openings))
    return Size(
        replicas=replicas,
        partitions=STEP * math.ceil(max(STEP, *readers) / STEP),
        memory=sum(replicas[name] * mib for name, mib in _process_mib(rates, wish)) / 1024,
        qdrant=vectors
        * DIMENSIONS
        * FLOAT
        * QDRANT_OVERHEAD
        * (wish.vector_copies if vectors > 5_000_000 else 1)
        / 1e9,
        postgres=kept["postgres"] / 1e9,
        postgres_cores=database / wish.full,
        kafka=kept["kafka"] / 1e9,
        kafka_cores=wish.rate * rates.kafka_ms / 1000 / wish.full,
        vectors=vectors,
        connections=CONNECTIONS * sum(count for name, count in replicas.items() if name != "embed"),
        bounds=dict(_bounds(wish, database, kept["postgres"])),
    )


def _process_mib(rates: Rates, wish: Wish) -> Iterator[tuple[str, float]]:
    for name in ("ingest", "dedup", "embed", "notify"):
        yield name, rates.mib[name]
    # Facts of so many people stay in the memory of each match (REMATCH_PEOPLE_CACHED).
    yield "match", rates.mib["match"] + min(wish.candidates, 100_000) * rates.person_cached_kib / 1024


def _disks(rates: Rates, wish: Wish, openings: float) -> Iterator[tuple[str, float]]:
    postgres, kafka = rates.disk["postgres"], rates.disk["kafka"]
    matches = openings * wish.matches
    yield (
        "postgres",
        wish.candidates * postgres["a person"] + openings * postgres["an opening"] + matches * postgres["a match"],
    )
    week = 7 * wish.postings * kafka["a posting, for a week"]
    kept = wish.candidates * kafka["a person"] + openings * kafka["an opening"] + matches * kafka["a match"]
    yield "kafka", (week + kept) * wish.copies


def _bounds(wish: Wish, database: float, disk: float) -> Iterator[tuple[str, float]]:
    """Up to how many postings a day each of those that can't be multiplied goes, all else being as wished."""
    yield "dedup's one lock", wish.full * 1000 / LOCKED_MS * DAY / wish.peak
    yield f"PostgreSQL's {wish.database_cores} cores", wish.postings * wish.database_cores * wish.full / database
    yield f"PostgreSQL's {wish.database_disk / 1e12:.0f} TB", wish.postings * wish.database_disk / disk
