"""What embed needs: vectors for texts."""

from collections.abc import Sequence
from typing import Protocol

from rematch_common.contracts import Embedding


class Vectors(Protocol):
    """Embeddings of texts, in order. The same text always has the same embedding."""

    async def of(self, texts: Sequence[str]) -> Sequence[Embedding]: ...
