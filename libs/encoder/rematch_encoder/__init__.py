"""Text to unit vectors, on plain CPUs, without torch."""

from typing import TYPE_CHECKING, Any

from rematch_encoder.ports import Embedder

if TYPE_CHECKING:
    from rematch_encoder.onnx_embedder import OnnxEmbedder

__all__ = ["Embedder", "OnnxEmbedder"]


def __getattr__(name: str) -> Any:
    # Handlers import the port alone; only a bootstrap that makes the embedder pays for loading ONNX Runtime.
    if name == "OnnxEmbedder":
        from rematch_encoder.onnx_embedder import OnnxEmbedder

        return OnnxEmbedder
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
