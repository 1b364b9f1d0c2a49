"""How alike two titles sound, by libs/encoder: asked for the few pairs of ads that nothing cheaper decides."""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rematch_encoder import Embedder

_CACHED = 4_096
MOST_TOKENS = 32
"""Of a title; what lies behind has nothing to do with the job."""


class EncoderTitles:
    """See rematch_dedup.domain.grey.Alike. The model is loaded by `start`: a broken one is no record's fault."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._load = load
        self._embedder: Embedder | None = None
        self._vector = lru_cache(maxsize=_CACHED)(self._embed)

    async def start(self) -> None:
        self._embedder = await asyncio.to_thread(self._load)
        # The first title takes longer than all others.
        await asyncio.to_thread(self._vector, "")

    async def stop(self) -> None:
        return None

    def __call__(self, one: str, other: str) -> float:
        """The cosine: 1 for the same words, about 0 for titles that have nothing to do with each other."""
        return float(self._vector(one) @ self._vector(other))

    def _embed(self, title: str) -> Any:
        assert self._embedder is not None, "start() comes first"
        return self._embedder.embed([title])[0]
