"""Which of libs/encoder's embedders is meant; each is imported only when it is the one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rematch_common.errors import Unusable
from rematch_common.secret import Secret
from rematch_encoder import Embedder

if TYPE_CHECKING:
    from rematch_encoder import OpenAIEmbedder

REMOTE_TEXTS = 100
"""Of a request; more are no faster, and a refusal concerns all of them."""
_REMOTE_MODEL, _REMOTE_DIM = "text-embedding-3-small", 1_536


@dataclass(frozen=True, slots=True)
class Choice:
    """What the settings say of the model."""

    provider: str
    model: str
    dim: int | None
    precision: Literal["auto", "fp32", "int8"]
    cache_dir: Path
    threads: int
    max_tokens: int
    base_url: str
    api_key: Secret = field(repr=False)
    requests_per_minute: float


def local_embedder(choice: Choice) -> Embedder:
    """Loads the model that runs here; beside a remote one it is onnx's. Raises Unusable."""
    from rematch_encoder.model_cache import ModelUnusable

    try:
        embedder = _LOCAL.get(choice.provider, _onnx)(choice)
    except ModelUnusable as error:
        raise Unusable(str(error)) from error
    # For what has no opinion of its own on it. Of a remote model it is the remote's dimension that is told.
    if choice.provider in _LOCAL and choice.dim not in (None, embedder.dim):
        told = f"the vectors of {embedder.model} have {embedder.dim} dimensions; REMATCH_EMBED_DIM says {choice.dim}"
        raise Unusable(told)
    return embedder


def remote_embedder(choice: Choice) -> "OpenAIEmbedder":
    """Asks nothing yet. Raises Unusable."""
    from rematch_encoder import OpenAIEmbedder
    from rematch_encoder.model_cache import ModelUnusable
    from rematch_encoder.openai_wire import RemoteModel

    model, dim = choice.model or _REMOTE_MODEL, choice.dim or _REMOTE_DIM
    try:
        return OpenAIEmbedder(
            RemoteModel(
                choice.base_url,
                model,
                dim,
                choice.api_key,
                shortened=choice.dim is not None,
                requests_per_minute=choice.requests_per_minute,
            )
        )
    except ModelUnusable as error:
        raise Unusable(str(error)) from error


def _onnx(choice: Choice) -> Embedder:
    from rematch_encoder import OnnxEmbedder

    return OnnxEmbedder(choice.cache_dir, choice.threads, choice.max_tokens, precision=choice.precision)


def _folder(choice: Choice) -> Embedder:
    from rematch_encoder import FolderEmbedder

    return FolderEmbedder(_named(choice, "a folder with an ONNX sentence model"), choice.threads, choice.max_tokens)


def _sentence_transformers(choice: Choice) -> Embedder:
    from rematch_encoder import SentenceTransformersEmbedder

    name = str(_named(choice, "a sentence-transformers model, or a folder with one"))
    return SentenceTransformersEmbedder(name, max_tokens=choice.max_tokens)


def _named(choice: Choice, what: str) -> Path:
    if not choice.model:
        raise Unusable(f"REMATCH_EMBED_PROVIDER is {choice.provider}: REMATCH_EMBED_MODEL must name {what}")
    return Path(choice.model)


_LOCAL: Mapping[str, Callable[[Choice], Embedder]] = {
    "onnx": _onnx,
    "folder": _folder,
    "sentence-transformers": _sentence_transformers,
}
