"""How large a deployment must be: python -m bench.size [--postings-per-day N --candidates M]

Without numbers the table of docs/operating.md, with them the arithmetic of one deployment, step by step.
"""

import argparse
from collections.abc import Iterator, Sequence

from bench.size_model import DAY, Size, Wish, cpu_ms, postgres_ms, search_ms, size
from bench.size_rates import CONNECTIONS, LOCKED_MS, QDRANT_OVERHEAD, Rates, read

# Postings a day, and candidates.
ROWS = (
    (10_000, 10_000),
    (100_000, 100_000),
    (1_000_000, 1_000_000),
    (10_000_000, 10_000_000),
    (100_000_000, 50_000_000),
)
SERVICES = ("ingest", "dedup", "embed", "match", "notify")
HEADINGS = (
    "postings a day",
    "candidates",
    "a second, busiest hour",
    "replicas: " + ", ".join(SERVICES),
    "partitions",
    "memory of these",
    "PostgreSQL",
    "Qdrant",
    "Kafka, 3 copies",
    "breaks first, at postings a day",
)


def row(wish: Wish, found: Size) -> tuple[str, ...]:
    replicas = ", ".join(f"{found.replicas[name]:,}" for name in SERVICES)
    first = f"{found.first}, {rounded(found.bounds[found.first])}"
    return (
        f"{wish.postings:,}",
        f"{wish.candidates:,}",
        f"{wish.rate:,.1f}",
        replicas,
        f"{found.partitions:,}",
        f"{found.memory:,.1f} GiB",
        f"{disk(found.postgres)}, {found.postgres_cores:,.1f} cores",
        disk(found.qdrant),
        f"{disk(found.kafka)}, {found.kafka_cores:,.1f} cores",
        f"{first} (exceeded)" if found.bounds[found.first] < wish.postings else first,
    )


def disk(gigabytes: float) -> str:
    return f"{gigabytes / 1000:,.1f} TB" if gigabytes >= 1000 else f"{gigabytes:,.1f} GB"


def rounded(number: float) -> str:
    """Two figures are all that such arithmetic is good for."""
    digits = len(str(int(number))) - 2
    return f"{round(number, -digits) if digits > 0 else number:,.0f}"


def markdown(rates: Rates) -> Iterator[str]:
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|---" * len(HEADINGS) + "|"
    for postings, candidates in ROWS:
        wish = Wish(postings, candidates)
        yield f"| {' | '.join(row(wish, size(rates, wish)))} |"


def arithmetic(rates: Rates, wish: Wish) -> Iterator[str]:
    """Each step, with where its figure was measured."""
    found, cost = size(rates, wish), cpu_ms(rates, wish)
    yield f"{wish.postings:,} a day / {DAY:,.0f} s x {wish.peak:g} in the busiest hour = {wish.rate:,.1f} a second"
    yield f"{wish.news:.0%} of them are news: a new or changed opening, each with {wish.matches:g} matches"
    sources = {
        "ingest": "ingest.json, postings_per_second list",
        "dedup": "latency.json, cores_used dedup / postings_a_second",
        "embed": f"embed.json, cpu_ms_per_text of the service, {rates.embed_ms:.1f} ms x {wish.news:g}",
        "match": (
            f"match.json and nightly.json: ({search_ms(rates, wish.candidates):,.0f} ms to search "
            f"{wish.candidates:,} people + {wish.matches:g} x {rates.settle_ms:.2f} ms to settle) x {wish.news:g}"
        ),
        "notify": f"latency.json, cores_used notify: {rates.notify_ms:.2f} ms x {wish.matches:g} x {wish.news:g}",
    }
    for name in SERVICES:
        cores = wish.rate * cost[name] / 1000
        yield (
            f"{name}: {cost[name]:,.2f} ms a posting ({sources[name]}) x {wish.rate:,.1f} = {cores:,.2f} cores, "
            f"/ {wish.full:g} = {found.replicas[name]:,} of one core"
        )
    yield (
        f"PostgreSQL: ({postgres_ms(rates, wish):,.1f} ms (match.json) x {wish.news:g} + {LOCKED_MS} ms under dedup's "
        f"lock (docs/adr/0007)) x {wish.rate:,.1f} / {wish.full:g} = {found.postgres_cores:,.1f} cores"
    )
    yield from _kept(rates, wish, found)


def _kept(rates: Rates, wish: Wish, found: Size) -> Iterator[str]:
    postgres, kafka = rates.disk["postgres"], rates.disk["kafka"]
    yield f"openings kept: {wish.postings:,} x {wish.news:g} x {wish.days} days = {found.vectors - wish.candidates:,}"
    yield (
        f"PostgreSQL (footprint.json): {postgres['a person']:,} B a person, {postgres['an opening']:,} B an opening, "
        f"{postgres['a match']:,} B a match: {disk(found.postgres)}"
    )
    yield (
        f"Kafka (footprint.json): {kafka['a posting, for a week']:,} B a posting for 7 days, {kafka['a person']:,} B a "
        f"person, {kafka['an opening']:,} B an opening, {kafka['a match']:,} B a match, x {wish.copies} copies: "
        f"{disk(found.kafka)}, {found.kafka_cores:,.1f} cores (latency.json)"
    )
    yield (
        f"Qdrant: {found.vectors:,} vectors x 384 x 4 B x {QDRANT_OVERHEAD}: {disk(found.qdrant)} (from 5 million on "
        f"{wish.vector_copies} copies)"
    )
    yield f"PostgreSQL's connections: {CONNECTIONS} of each replica but embed's: {found.connections:,}"
    for name, most in sorted(found.bounds.items(), key=lambda bound: bound[1]):
        yield f"{name}: up to {rounded(most)} postings a day"


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings-per-day", type=int)
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--news", type=float, default=0.2, help="the share that is a new or changed opening")
    parser.add_argument("--matches", type=float, default=10.0, help="of a posting that is news")
    parser.add_argument("--peak", type=float, default=3.0, help="the busiest hour against the mean")
    given = parser.parse_args(words)
    rates = read()
    if given.postings_per_day is None:
        print("\n".join(markdown(rates)))
        return
    wish = Wish(given.postings_per_day, given.candidates, given.news, given.matches, given.peak)
    print("\n".join(arithmetic(rates, wish)))


if __name__ == "__main__":
    main()
