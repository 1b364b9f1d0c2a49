"""What one core does of each stage, and what is kept of each thing, as it lies in bench/results."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import RESULTS

# docs/adr/0007, Evidence: CPU a record under the one lock of dedup, with 235,000 ads stored. No replica adds to it.
LOCKED_MS = 1.81
# Against the vectors' own bytes: 50,000 of them take 150 MiB with graph and payload. Qdrant's own rule is 1.5.
QDRANT_OVERHEAD, DIMENSIONS, FLOAT = 2.05, 384, 4
# Of each replica that has tables: its pool (REMATCH_DATABASE_POOL), and one now and then for a lock of its session.
CONNECTIONS = 5


@dataclass(frozen=True, slots=True)
class Rates:
    """Milliseconds of CPU, MiB of a process, bytes on a disk; `told` says where each comes from."""

    ingest_ms: float
    dedup_ms: float
    embed_ms: float
    search_ms_10k: float
    search_ms_100k: float
    settle_ms: float
    postgres_ms_10k: float
    postgres_ms_100k: float
    matches_there: float
    notify_ms: float
    kafka_ms: float
    person_cached_kib: float
    mib: dict[str, float]
    disk: dict[str, dict[str, int]]

    @property
    def growth(self) -> float:
        """The exponent by which a search costs more with more people: two measured points make a power law."""
        return math.log10(self.search_ms_100k / self.search_ms_10k)


def read(folder: Path = RESULTS) -> Rates:
    ingest, latency, embed, match, nightly, idle, disk = (
        _figures(folder, name) for name in ("ingest", "latency", "embed", "match", "nightly", "idle", "footprint")
    )
    used, per_second = latency["cores_used"], latency["postings_a_second"]
    told = latency["matches_a_posting"]["median"]
    there = match["matches_a_posting"]["100000"]["median"]
    settle = (
        1000 * nightly["cpu_seconds_of_events"]["settling and telling"] / sum(nightly["matches"]["events"].values())
    )
    few, many = (match["cpu_ms_per_posting"][people] for people in ("10000", "100000"))
    return Rates(
        ingest_ms=1000 / ingest["postings_per_second"]["list"]["ours"]["median"],
        dedup_ms=1000 * used["dedup"]["median"] / per_second,
        embed_ms=embed["cpu_ms_per_text"]["service, whole"]["median"],
        search_ms_10k=few["match"]["median"] - settle * match["matches_a_posting"]["10000"]["median"],
        search_ms_100k=many["match"]["median"] - settle * there,
        settle_ms=settle,
        postgres_ms_10k=few["postgres"]["median"],
        postgres_ms_100k=many["postgres"]["median"],
        matches_there=there,
        notify_ms=1000 * used["notify"]["median"] / per_second / told,
        kafka_ms=1000 * used["kafka"]["median"] / per_second,
        person_cached_kib=3.0,
        mib=idle["pss_mib"],
        disk={"postgres": disk["postgres_bytes"], "kafka": disk["kafka_bytes"]},
    )


def _figures(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(folder.joinpath(f"{name}.json").read_text("utf-8"))["figures"]
    return found
