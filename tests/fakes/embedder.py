"""A model without a model, and a cache that is a dict."""

import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def _nothing(texts: Sequence[str]) -> None:
    return None


class FakeEmbedder:
    """See rematch_encoder.Embedder: the place of the first letter in the alphabet is the direction.

    `before` is called with the texts, in the model's thread, before they are embedded.
    """

    model_version, dim = "1", 26

    def __init__(self, model: str = "letters", before: Callable[[Sequence[str]], None] = _nothing) -> None:
        self.model = model
        self.asked: list[list[str]] = []
        self.threads: set[str] = set()
        self.before = before

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        self.threads.add(threading.current_thread().name)
        self.before(texts)
        return np.eye(26, dtype=np.float32)[[ord(text[0]) - ord("a") for text in texts]]


class FakeRemote(FakeEmbedder):
    """A remote model that fails as it is told to."""

    def __init__(self) -> None:
        super().__init__("remote", self._fail)
        self.failing: Callable[[], None] | None = None

    def _fail(self, texts: Sequence[str]) -> None:
        if self.failing:
            self.failing()

    def alive(self) -> bool:
        return self.failing is None


def raising(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


class FakeCache:
    """See rematch_embed.ports.Cache."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], bytes] = {}

    async def get(self, space: str, hashes: Sequence[str]) -> dict[str, bytes]:
        return {key: self.kept[space, key] for key in hashes if (space, key) in self.kept}

    async def put(self, space: str, vectors: Mapping[str, bytes]) -> None:
        self.kept |= {(space, key): vector for key, vector in vectors.items()}

    async def forget(self, hashes: Sequence[str]) -> None:
        self.kept = {place: vector for place, vector in self.kept.items() if place[1] not in hashes}
