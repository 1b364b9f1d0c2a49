"""Text to unit vectors, on plain CPUs, without torch."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rematch_encoder.ports import Embedder

if TYPE_CHECKING:
    from rematch_encoder.folder_embedder import FolderEmbedder
    from rematch_encoder.onnx_embedder import OnnxEmbedder
    from rematch_encoder.openai_embedder import OpenAIEmbedder
    from rematch_encoder.sentence_transformers_embedder import SentenceTransformersEmbedder

__all__ = ["Embedder", "FolderEmbedder", "OnnxEmbedder", "OpenAIEmbedder", "SentenceTransformersEmbedder"]

# Handlers import the port alone; only a bootstrap that makes an embedder pays for loading what it runs on.
_HOMES = {
    "FolderEmbedder": "rematch_encoder.folder_embedder",
    "OnnxEmbedder": "rematch_encoder.onnx_embedder",
    "OpenAIEmbedder": "rematch_encoder.openai_embedder",
    "SentenceTransformersEmbedder": "rematch_encoder.sentence_transformers_embedder",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
