"""The vectors of the one model that is here."""

from collections.abc import Sequence

from rematch_common.contracts import Embedding
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.ports import Lane


class LocalVectors:
    """See rematch_embed.ports.Vectors."""

    def __init__(self, model: ModelVectors) -> None:
        self._model = model

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        return [(embedding,) for embedding in await self._model.of(texts, lane)]

    async def forget(self, hashes: Sequence[str]) -> None:
        await self._model.forget(hashes)
