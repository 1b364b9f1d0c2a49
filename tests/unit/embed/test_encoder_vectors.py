"""The same text is never embedded twice while it is remembered."""

import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import numpy as np
from numpy.typing import NDArray

from rematch_embed.adapters.encoder_vectors import EncoderVectors


class FakeEmbedder:
    """See rematch_encoder.Embedder: the place of the first letter in the alphabet is the direction."""

    model, model_version, dim = "letters", "1", 26

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.threads: set[str] = set()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(list(texts))
        self.threads.add(threading.current_thread().name)
        return np.eye(26, dtype=np.float32)[[ord(text[0]) - ord("a") for text in texts]]


@asynccontextmanager
async def vectors_of(embedder: FakeEmbedder, cached: int = 100) -> AsyncIterator[EncoderVectors]:
    vectors = EncoderVectors(lambda: embedder, cached)
    await vectors.start()
    try:
        yield vectors
    finally:
        await vectors.stop()


async def test_each_text_has_its_vector_in_order_and_the_model_never_sees_one_twice() -> None:
    embedder = FakeEmbedder()
    async with vectors_of(embedder) as vectors:
        found = await vectors.of(["b", "a", "b"])
        assert [list(one.floats()).index(1.0) for one in found] == [1, 0, 1]
        assert {(one.model, one.model_version, one.dim) for one in found} == {("letters", "1", 26)}
        assert list(await vectors.of(["a", "c"])) == [found[1], (await vectors.of(["c"]))[0]]
    assert embedder.asked == [["b", "a"], ["c"]]


async def test_the_oldest_is_forgotten_first_and_nothing_is_remembered_when_so_told() -> None:
    embedder = FakeEmbedder()
    async with vectors_of(embedder, cached=2) as vectors:
        for text in ("a", "b", "a", "c", "a", "b"):
            await vectors.of([text])
    assert [texts[0] for texts in embedder.asked] == ["a", "b", "c", "b"]
    none = FakeEmbedder()
    async with vectors_of(none, cached=0) as vectors:
        assert await vectors.of(["a", "a"]) == 2 * list(await vectors.of(["a"]))
    assert len(none.asked) == 2


async def test_the_model_works_in_a_thread_of_its_own_and_no_text_wakes_it() -> None:
    embedder = FakeEmbedder()
    async with vectors_of(embedder) as vectors:
        assert list(await vectors.of([])) == []
        await vectors.of(["a"])
    assert embedder.asked == [["a"]]
    assert threading.current_thread().name not in embedder.threads
