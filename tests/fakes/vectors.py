"""Embeddings without a model: texts that share words are close."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from rematch_common.contracts import Embedding

DIM = 32


class FakeVectors:
    """See rematch_embed.ports.Vectors. `asked`: every text that was embedded, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def of(self, texts: Sequence[str]) -> Sequence[Embedding]:
        self.asked += texts
        return [embedding_of(text) for text in texts]


def embedding_of(text: str) -> Embedding:
    total = np.full(DIM, 1e-6)
    for word in re.findall(r"\w+", text.lower()):
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        total += np.random.default_rng(seed).standard_normal(DIM)
    return Embedding.of("words", "1", (total / np.linalg.norm(total)).tolist())
