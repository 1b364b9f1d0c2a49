"""A folder with an ONNX sentence model, as exporters lay it out: where its files are, and how it wants to be run."""

import hashlib
import json
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Literal

from rematch_encoder.model_cache import ModelUnusable

Pooling = Literal["mean", "cls"]

_GRAPHS = ("model.onnx", "onnx/model.onnx")
_TOKENIZER = "tokenizer.json"
# The limits that exporters write down. Those that mean "none" are huge, so the smallest counts.
_LIMITS = (
    ("sentence_bert_config.json", "max_seq_length"),
    ("tokenizer_config.json", "model_max_length"),
    ("config.json", "max_position_embeddings"),
)


@dataclass(frozen=True)
class ModelFolder:
    """What was found in a folder. `version` changes with every file that vectors depend on."""

    graph: Path
    tokenizer: Path
    pooling: Pooling
    max_tokens: int | None
    version: str


def read_folder(folder: Path) -> ModelFolder:
    """Find the model in `folder`. Raises ModelUnusable."""
    graph = next((folder / name for name in _GRAPHS if (folder / name).is_file()), None)
    if graph is None:
        raise ModelUnusable(f"There is no ONNX model in {folder}: it needs a model.onnx there or in its folder onnx.")
    tokenizer = folder / _TOKENIZER
    if not tokenizer.is_file():
        raise ModelUnusable(f"The model in {folder} has no {_TOKENIZER}: export the tokenizer along with the model.")
    pooling = _pooling(folder)
    try:
        version = _version([graph, *_tensors(graph), tokenizer], pooling)
    except OSError as error:
        raise ModelUnusable(f"The model in {folder} can't be read: {error}.") from error
    return ModelFolder(graph, tokenizer, pooling, _limit(folder), version)


def _pooling(folder: Path) -> Pooling:
    config = _config(folder / "1_Pooling" / "config.json")
    # Newer exports name the mode, older ones have a switch for each.
    mode = config.get("pooling_mode") or [
        name.removeprefix("pooling_mode_") for name, on in config.items() if name.startswith("pooling_mode_") and on
    ]
    if mode in ([], "mean", ["mean"], ["mean_tokens"]):
        return "mean"
    if mode in ("cls", ["cls"], ["cls_token"]):
        return "cls"
    raise ModelUnusable(f"The model in {folder} pools by {mode}; only mean and cls are understood.")


def _limit(folder: Path) -> int | None:
    told = [_config(folder / file).get(key) for file, key in _LIMITS]
    limits = [int(limit) for limit in told if isinstance(limit, int | float) and limit > 0]
    return min(limits) if limits else None


def _config(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        config = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelUnusable(f"{file} can't be read: {error}.") from error
    if not isinstance(config, dict):
        raise ModelUnusable(f"{file} is no JSON object.")
    return config


def _tensors(graph: Path) -> list[Path]:
    """The files beside the graph that it names: its weights, where they are too many for one file."""
    with graph.open("rb") as file:
        if not graph.stat().st_size:
            return []
        with mmap(file.fileno(), 0, access=ACCESS_READ) as content:
            beside = [entry for entry in graph.parent.iterdir() if entry.is_file() and entry.name != graph.name]
            return sorted(entry for entry in beside if content.find(entry.name.encode()) >= 0)


def _version(files: list[Path], pooling: Pooling) -> str:
    digest = hashlib.sha256(pooling.encode())
    for file in files:
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return f"onnx-{digest.hexdigest()[:8]}"
