"""Which precision is the faster one here: measured once for a machine and a runtime, then remembered."""

import hashlib
import logging
import platform
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

from rematch_encoder.model_cache import BUILDER_VERSIONS, MODEL, Precision

# fp32 is exact, so the other one must be worth it: the noise of a busy machine must not choose.
_WORTH = 0.9
_SECONDS = 0.5

log = logging.getLogger(__name__)


def fastest(
    cache_dir: Path, runtime: str, load: Callable[[Precision], Callable[[], object]], cpu: str | None = None
) -> Precision:
    """The precision remembered in `cache_dir` for this CPU and runtime, or else the one whose call takes less time.

    `load` gives a call to measure for a precision; it isn't used when the choice is remembered.
    """
    note = _note(cache_dir, runtime, cpu or cpu_name())
    known = _remembered(note)
    if known:
        return known
    seconds = measured({precision: load(precision) for precision in get_args(Precision)})
    chosen: Precision = "int8" if seconds["int8"] < _WORTH * seconds["fp32"] else "fp32"
    log.info("%s: int8 takes %.2f of the time of fp32: %s", MODEL, seconds["int8"] / seconds["fp32"], chosen)
    _remember(note, chosen)
    return chosen


def measured(
    calls: Mapping[Precision, Callable[[], object]],
    seconds: float = _SECONDS,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[Precision, float]:
    """The shortest time of each call, taken in turns until `seconds` have passed; the first turn only warms up."""
    best: dict[Precision, float] = {}
    end = clock() + seconds
    for call in calls.values():
        call()
    while not best or clock() < end:
        for precision, call in calls.items():
            start = clock()
            call()
            best[precision] = min(best.get(precision, float("inf")), clock() - start)
    return best


def cpu_name() -> str:
    """What the speed depends on: the CPU's name and what it can do, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    told = {line for line in lines if line.startswith(("model name", "flags", "CPU part", "Features"))}
    return " ".join([platform.machine(), *sorted(told)])


def _note(cache_dir: Path, runtime: str, cpu: str) -> Path:
    identity = f"{cpu} onnxruntime {runtime} builders {sorted(BUILDER_VERSIONS.items())}"
    return cache_dir / f"{MODEL}-fastest-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"


def _remembered(note: Path) -> Precision | None:
    try:
        text = note.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    return next((precision for precision in get_args(Precision) if precision == text), None)


def _remember(note: Path, chosen: Precision) -> None:
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=note.parent, prefix=".fastest-", delete=False) as file:
            file.write(chosen)
        Path(file.name).replace(note)
    except OSError as error:  # a cache that only reads is no reason not to start
        log.info("the choice of %s can't be remembered in %s: %s", chosen, note.parent, error)
