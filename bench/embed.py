"""What embedding costs: python -m bench.embed [ROUNDS]

The same realistic ads, whole and cut to what tells jobs apart, by sentence-transformers as its users call it, by the
encoder in both precisions, and by the service from deduped-jobs to embedded-jobs. The sides take turns, two threads
each: what else the machine does at the time meets all of them. `make test-reference` makes what the first needs.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.children import told_by
from bench.embed_service import Service, serving
from bench.harness import Report, Target, console, spread, table, write_report
from bench.long_ads import LongAd, long_ads
from bench.processes import Others
from rematch_devstack import workspace
from rematch_embed.domain.texts import job_text

ROUNDS, ADS, THREADS = 3, 400, 2
WHOLE_LEAD, CUT_LEAD = 3.0, 1.5
SLOWEST_SIDE = 300.0
REFERENCE = "sentence-transformers"
# OpenVINO is no part of the product: it is measured beside it. bf16 is quick on CPUs with AMX, and slow on all others.
ELSEWHERE = (REFERENCE, "openvino-f32", "openvino-bf16")
SIDES = (REFERENCE, "onnx-fp32", "onnx-int8", *ELSEWHERE[1:])
SERVICE = "service"


@dataclass
class Found:
    """Texts a second by side and kind of text, round by round; CPU milliseconds a text."""

    rates: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    cpu_ms: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    others: list[float] = field(default_factory=list)

    def add(self, side: str, kind: str, told: dict[str, float]) -> None:
        self.rates.setdefault((side, kind), []).append(told["rate"])
        self.cpu_ms.setdefault((side, kind), []).append(told["cpu_ms"])

    def lead(self, kind: str) -> float:
        """Of the service, which is given whole ads and cuts them, over the reference on texts of that kind."""
        pairs = zip(self.rates[SERVICE, "whole"], self.rates[REFERENCE, kind], strict=True)
        return statistics.median(ours / theirs for ours, theirs in pairs)


def interpreter(side: str) -> Path | None:
    """Nothing, where the environment of that side was never made."""
    if side not in ELSEWHERE:
        return Path(sys.executable)
    python = workspace.root() / ".reference" / "bin" / "python"
    return python if python.exists() else None


async def one_side(side: str, python: Path, file: Path) -> dict[str, float]:
    script = Path(__file__).with_name("embed_side.py")
    command = (str(python), str(script), side, str(file), str(THREADS), str(workspace.default_cache_dir()))
    env = {**os.environ, "PYTHONPATH": str(workspace.root() / "libs" / "encoder")}
    return await told_by(command, SLOWEST_SIDE, env)


@asynccontextmanager
async def files(ads: Sequence[LongAd]) -> AsyncIterator[dict[str, Path]]:
    texts = {"whole": [ad.uncut for ad in ads], "cut": [job_text(ad.job) for ad in ads]}
    with tempfile.TemporaryDirectory() as folder:
        made = {kind: Path(folder, f"{kind}.json") for kind in texts}
        for kind, path in made.items():
            path.write_text(json.dumps(texts[kind]), "utf-8")
        yield made


async def measure(rounds: int) -> Found:
    found = Found()
    sides = {side: python for side in SIDES if (python := interpreter(side)) is not None}
    if REFERENCE not in sides:
        console.print(f"{', '.join(ELSEWHERE)} are left out: `make test-reference` makes their environment")
    async with serving(THREADS) as service:
        for number in range(rounds):
            ads = long_ads(ADS, f"round {number}")
            async with files(ads) as texts:
                await _round(found, sides, texts, ads, service)
            told = ", ".join(f"{side} {kind} {runs[-1]:.0f}/s" for (side, kind), runs in found.rates.items())
            console.print(f"round {number + 1}: {told}")
    return found


async def _round(
    found: Found, sides: dict[str, Path], texts: dict[str, Path], ads: Sequence[LongAd], service: Service
) -> None:
    for kind, file in texts.items():
        for side, python in sides.items():
            others = Others()
            found.add(side, kind, await one_side(side, python, file))
            found.others.append(others.cores())
    found.add(SERVICE, "whole", await service.flood(ads))


def show(found: Found) -> None:
    rows = []
    for (side, kind), rates in sorted(found.rates.items()):
        cost = statistics.median(found.cpu_ms[side, kind])
        hours = cost * 1_000_000 / 1000 / 3600
        what = f"{side}, {'given whole ads, cuts them' if side == SERVICE else kind}"
        rows.append(
            [
                what,
                f"{statistics.median(rates):.0f}",
                f"{min(rates):.0f}-{max(rates):.0f}",
                f"{cost:.1f}",
                f"{hours:.1f}",
            ]
        )
    table(
        f"Embedding {ADS} ads a round, {THREADS} threads",
        ("", "texts/s", "range", "CPU ms", "core hours a million"),
        rows,
    )


def report(found: Found) -> Report:
    figures = {
        "ads_a_round": ADS,
        "threads": THREADS,
        "texts_per_second": {f"{side}, {kind}": spread(rates) for (side, kind), rates in found.rates.items()},
        "cpu_ms_per_text": {f"{side}, {kind}": spread(costs, 2) for (side, kind), costs in found.cpu_ms.items()},
        "core_hours_per_million_postings": round(statistics.median(found.cpu_ms[SERVICE, "whole"]) / 3.6, 2),
    }
    targets: list[Target] = []
    if (REFERENCE, "cut") in found.rates:
        figures |= {
            "service_to_reference_whole": round(found.lead("whole"), 2),
            "service_to_reference_cut": round(found.lead("cut"), 2),
        }
        targets = [
            Target(
                "sentence-transformers on whole ads",
                round(1 / found.lead("whole"), 3),
                round(1 / WHOLE_LEAD, 3),
                "x the service",
            ),
            Target(
                "sentence-transformers on cut ads",
                round(1 / found.lead("cut"), 3),
                round(1 / CUT_LEAD, 3),
                "x the service",
            ),
        ]
    return Report("embed", figures, targets, found.others)


async def main(rounds: int = ROUNDS) -> None:
    found = await measure(rounds)
    show(found)
    write_report(report(found))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
