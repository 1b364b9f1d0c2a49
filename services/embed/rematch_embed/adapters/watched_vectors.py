"""Vectors as they are made, and who hears when they can't be."""

from collections.abc import Sequence

from rematch_common.alarms import InARow
from rematch_common.contracts import Embedding
from rematch_common.errors import InvalidRecord
from rematch_embed.ports import Lane, Vectors


class WatchedVectors:
    """See rematch_embed.ports.Vectors."""

    def __init__(self, vectors: Vectors, failures: InARow) -> None:
        self._vectors = vectors
        self._failures = failures

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        if not texts:
            return await self._vectors.of(texts, lane)
        try:
            found = await self._vectors.of(texts, lane)
        except InvalidRecord:  # it is the text's fault
            raise
        except Exception:
            self._failures.failed()
            raise
        self._failures.went_well()
        return found

    async def forget(self, hashes: Sequence[str]) -> None:
        await self._vectors.forget(hashes)
