"""Any ONNX sentence model from a local folder, on ONNX Runtime."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rematch_encoder.model_cache import ModelUnusable
from rematch_encoder.model_folder import Pooling, read_folder
from rematch_encoder.onnx_session import session
from rematch_encoder.tokens import Ids, Tokens, batches, padded

_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
_POOLED = 2  # dimensions of an output with a vector a text; one with a vector a token has three
_DEFAULT_TOKENS = 256


class FolderEmbedder:
    """Embeds with the model in `folder` (model.onnx or onnx/model.onnx, tokenizer.json); see the port Embedder.

    `dim`, when given, is what the vectors must have. Texts are cut at `max_tokens`, or at what the model was made for
    if that is less. Raises ModelUnusable.
    """

    def __init__(
        self, folder: Path, threads: int = 0, max_tokens: int = _DEFAULT_TOKENS, batch: int = 32, dim: int | None = None
    ) -> None:
        found = read_folder(folder)
        self.model = folder.resolve().name
        limit = min(max_tokens, found.max_tokens or max_tokens)
        self.model_version = f"{found.version}-t{limit}"
        self._pooling: Pooling = found.pooling
        self._batch = batch
        self._tokens = Tokens(found.tokenizer, limit)
        self._session = session(found.graph, threads)
        self._inputs = {value.name for value in self._session.get_inputs()}
        self._output = self._best_output()
        self.dim = self._checked_dim(found.graph, dim)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, in the order given."""
        ids = self._tokens.encode(texts)
        vectors = np.empty((len(ids), self.dim), dtype=np.float32)
        for positions in batches([len(row) for row in ids], self._batch):
            vectors[positions] = self._run([ids[position] for position in positions])
        return vectors

    def _best_output(self) -> str:
        """A vector a text, where the graph pools by itself; else its first output, a vector a token."""
        outputs = self._session.get_outputs()
        pooled = [output.name for output in outputs if len(output.shape) == _POOLED]
        return str(pooled[0] if pooled else outputs[0].name)

    def _checked_dim(self, graph: Path, expected: int | None) -> int:
        if not {"input_ids"} <= self._inputs <= _INPUTS:
            raise ModelUnusable(f"{graph} asks for {', '.join(sorted(self._inputs))}; that is no sentence model.")
        try:
            found = int(self._run(self._tokens.encode(["one"])).shape[-1])
        except Exception as error:  # the runtime's own exceptions have no common base
            raise ModelUnusable(f"{graph} doesn't embed a text: {error}") from error
        if expected not in (None, found):
            raise ModelUnusable(f"The vectors of {graph} have {found} dimensions; {expected} are expected.")
        return found

    def _run(self, ids: Sequence[Ids]) -> NDArray[np.float32]:
        inputs, mask = padded(ids, self._tokens.padding)
        given = {"input_ids": inputs, "attention_mask": mask, "token_type_ids": np.zeros_like(inputs)}
        asked = {name: given[name] for name in self._inputs}
        (output,) = self._session.run([self._output], asked)
        return unit(pooled(np.asarray(output, dtype=np.float32), mask, self._pooling))


def pooled(output: NDArray[np.float32], mask: Ids, pooling: Pooling) -> NDArray[np.float32]:
    """A vector a text. A mean's length doesn't matter, so it is left at the sum over the real tokens."""
    if output.ndim == _POOLED:
        return output
    vectors: NDArray[np.float32]
    vectors = output[:, 0] if pooling == "cls" else np.einsum("btd,bt->bd", output, mask.astype(np.float32))
    return vectors


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of length 1; a row of zeros stays what it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
