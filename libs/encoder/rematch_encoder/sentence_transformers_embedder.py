"""Any model of the sentence-transformers library, on a GPU where there is one. Needs the extra of that name."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.model_cache import ModelUnusable
from rematch_encoder.tokens import CHARACTERS_PER_TOKEN, readable

_LONGEST = 8192  # tokens of a text, where the model sets no limit


class SentenceTransformersEmbedder:
    """Embeds with `source`, a local folder or a public name; see the port Embedder.

    `device` is torch's word for it; None takes a GPU if there is one. `dim`, when given, is what the vectors must have.
    Raises ModelUnusable.
    """

    def __init__(
        self,
        source: str | Path,
        device: str | None = None,
        max_tokens: int | None = None,
        batch: int = 32,
        dim: int | None = None,
    ) -> None:
        self.model = Path(source).name
        self._batch = batch
        self._encoder = _load(str(source), device)
        limit = min(max_tokens or _LONGEST, self._encoder.max_seq_length or _LONGEST)
        self._encoder.max_seq_length = limit
        self._characters = limit * CHARACTERS_PER_TOKEN
        # The library sets up the tokenizer anew for every call, which two threads may not do at once.
        self._turn = Lock()
        self.model_version = f"{_version(self._encoder)}-t{limit}"
        self.dim = self._encode([""]).shape[1]
        if dim not in (None, self.dim):
            raise ModelUnusable(f"The vectors of {source} have {self.dim} dimensions; {dim} are expected.")

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, in the order given."""
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        return self._encode([readable(text, self._characters) for text in texts])

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        with self._turn:
            vectors = self._encoder.encode(
                texts, batch_size=self._batch, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)


def _load(source: str, device: str | None) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelUnusable(
            f"sentence-transformers can't be imported ({error}): install rematch-encoder[sentence-transformers]."
        ) from error
    try:
        return SentenceTransformer(source, device=device)
    except Exception as error:  # whatever the library, torch or a model's own code may raise
        raise ModelUnusable(f"sentence-transformers can't load {source}: {error}") from error


def _version(encoder: Any) -> str:
    """Precision and weights, wherever they came from."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(encoder.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    precision = str(next(encoder.parameters()).dtype).removeprefix("torch.")
    return f"{precision}-{digest.hexdigest()[:8]}"
