"""The vectors of a remote model alone, for a reader whose records are nothing without them."""

import asyncio
from collections.abc import Callable, Sequence

from rematch_common.contracts import Embedding
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.logs import logger
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.turns import TookTooLong
from rematch_embed.ports import Lane
from rematch_encoder.remote_errors import RemoteAway, RemoteRefused, TextsRefused

log = logger(__name__)
_NAME = "the remote model"


class RemoteVectors:
    """See rematch_embed.ports.Vectors. While the remote fails, records wait; one whose text it refuses is wrong."""

    def __init__(self, remote: ModelVectors, alive: Callable[[], bool]) -> None:
        self._remote = remote
        self._alive = alive

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        try:
            return [(embedding,) for embedding in await self._remote.of(texts, lane)]
        except (RemoteAway, TookTooLong) as error:
            raise DependencyAway(_NAME, str(error)) from error
        except RemoteRefused as refusal:
            log.error("the remote model refuses", reason=str(refusal))
            raise DependencyAway(_NAME, str(refusal)) from refusal
        except TextsRefused as refusal:
            if not await asyncio.to_thread(self._alive):
                raise DependencyAway(_NAME, "it gives no vector of a plain word either") from refusal
            raise InvalidRecord("text_refused", "the remote model doesn't take the text") from refusal

    async def forget(self, hashes: Sequence[str]) -> None:
        await self._remote.forget(hashes)
