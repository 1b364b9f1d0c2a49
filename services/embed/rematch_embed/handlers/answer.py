"""Give vectors to whoever asks, and no more than can be waited for."""

import math
from collections.abc import Sequence

from rematch_common import metrics
from rematch_common.clock import Monotonic
from rematch_common.contracts import Embedding
from rematch_embed.domain.texts import read_part
from rematch_embed.ports import Vectors

_LONGEST_WAIT = 60
_NEWEST = 0.2  # how much the last answer counts in what a text takes


class Busy(Exception):
    """Too many texts wait already. `retry_after`: seconds until they will be done, as far as one can tell."""

    def __init__(self, waiting: int, retry_after: int) -> None:
        super().__init__(f"{waiting} texts wait already; ask again in {retry_after} s")
        self.retry_after = retry_after


class Answer:
    """The primary model's embeddings. At most `most_waiting` texts wait at a time."""

    def __init__(self, vectors: Vectors, most_waiting: int, now: Monotonic) -> None:
        self._vectors = vectors
        self._most = most_waiting
        self._now = now
        self._waiting = 0
        self._pace = 0.02  # seconds a text; learned

    async def __call__(self, texts: Sequence[str]) -> list[Embedding]:
        """Raises Busy."""
        if self._waiting + len(texts) > self._most:
            seconds = math.ceil(self._waiting * self._pace)
            raise Busy(self._waiting, min(max(1, seconds), _LONGEST_WAIT))
        read = [read_part(text) for text in texts]
        metrics.TRUNCATED.inc(sum(len(part) < len(text) for part, text in zip(read, texts, strict=True)))
        self._waiting += len(texts)
        began, before = self._now(), self._waiting
        try:
            found = await self._vectors.of(read, "api")
        finally:
            self._waiting -= len(texts)
        self._pace += _NEWEST * ((self._now() - began) / before - self._pace)
        return [embeddings[0] for embeddings in found]
