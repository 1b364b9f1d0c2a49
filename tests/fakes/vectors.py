"""Embeddings without a model: texts that share words are close."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from rematch_common.contracts import Embedding
from rematch_embed.ports import Lane

DIM, MODEL = 32, "words"


class FakeVectors:
    """See rematch_embed.ports.Vectors. `asked`: every text that was embedded, in order; `models`, the primary first."""

    def __init__(self, *models: str) -> None:
        self.asked: list[str] = []
        self.models = models or (MODEL,)

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        self.asked += texts
        return [[embedding_of(text, model) for model in self.models] for text in texts]

    async def forget(self, hashes: Sequence[str]) -> None:
        """It remembers nothing."""


def embedding_of(text: str, model: str = MODEL) -> Embedding:
    total = np.full(DIM, 1e-6)
    for word in re.findall(r"\w+", text.lower()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        total += np.random.default_rng(seed).standard_normal(DIM)
    return Embedding.of(model, "1", (total / np.linalg.norm(total)).tolist())
