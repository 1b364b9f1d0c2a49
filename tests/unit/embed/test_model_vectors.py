"""The same text is never embedded twice while it is remembered, and both lanes have their turn."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from rematch_common.errors import DependencyAway
from rematch_embed.adapters.model_vectors import ModelVectors
from rematch_embed.adapters.turns import Turns
from rematch_embed.domain.texts import text_hash
from rematch_embed.ports import Cache
from tests.fakes.embedder import FakeCache, FakeEmbedder


@asynccontextmanager
async def vectors_of(
    embedder: FakeEmbedder, cached: int = 100, cache: Cache | None = None
) -> AsyncIterator[ModelVectors]:
    vectors = ModelVectors(lambda: embedder, cached, cache)
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


async def test_what_one_process_has_embedded_another_finds_and_only_for_the_same_model() -> None:
    cache = FakeCache()
    async with vectors_of(FakeEmbedder(), cache=cache) as vectors:
        made = await vectors.of(["a", "b"])
    again, other = FakeEmbedder(), FakeEmbedder("others")
    async with vectors_of(again, cache=cache) as vectors:
        assert await vectors.of(["b", "a", "c"]) == [made[1], made[0], *(await vectors.of(["c"]))]
    async with vectors_of(other, cache=cache) as vectors:
        await vectors.of(["a"])
    assert (again.asked, other.asked) == ([["c"]], [["a"]])
    assert all("a" not in key for key, _ in cache.kept), "a text is never kept"


async def test_a_vector_that_the_cache_has_spoilt_is_made_anew() -> None:
    cache = FakeCache()
    embedder = FakeEmbedder()
    for spoilt in (b"", b"\x00" * 104, b"\xff" * 104, b"\x01" * 103):
        async with vectors_of(embedder, cache=cache) as vectors:
            (good,) = await vectors.of(["a"])
            cache.kept = dict.fromkeys(cache.kept, spoilt)
        async with vectors_of(embedder, cache=cache) as vectors:
            assert await vectors.of(["a"]) == [good]
        cache.kept.clear()


@pytest.mark.parametrize(("cached", "cache"), [(100, None), (0, FakeCache())], ids=["memory", "disk"])
async def test_who_is_cut_off_goes_on_from_the_last_part(cached: int, cache: FakeCache | None) -> None:
    def before(texts: Sequence[str]) -> None:
        if len(embedder.asked) == 2:
            raise TimeoutError

    embedder = FakeEmbedder(before=before)
    texts = [f"a{number}" for number in range(70)]
    async with vectors_of(embedder, cached, cache) as vectors:
        with pytest.raises(TimeoutError):
            await vectors.of(texts)
        await vectors.of(texts)
    assert [len(asked) for asked in embedder.asked] == [32, 32, 32, 6]
    assert embedder.asked[1:3] == [texts[32:64]] * 2


async def test_a_turn_that_has_not_begun_when_the_model_stops_is_absence_and_who_is_cancelled_stays_so() -> None:
    begun, go = threading.Event(), threading.Event()
    turns = Turns("test")
    first = asyncio.ensure_future(turns.run(lambda: begun.set() or go.wait(10), "stream"))  # type: ignore[func-returns-value]
    assert await asyncio.to_thread(begun.wait, 10)
    first.cancel()
    queued = asyncio.ensure_future(turns.run(lambda: 1, "stream"))
    await asyncio.sleep(0.01)
    turns.stop()
    with pytest.raises(DependencyAway, match="being stopped"):
        await queued
    assert first.cancelled()
    go.set()


async def test_what_is_to_be_forgotten_is_nowhere() -> None:
    embedder, cache = FakeEmbedder(), FakeCache()
    async with vectors_of(embedder, cache=cache) as vectors:
        await vectors.of(["a", "b"])
        await vectors.forget([text_hash("a")])
        assert [key for _, key in cache.kept] == [text_hash("b")]
        await vectors.of(["a", "b"])
    assert embedder.asked == [["a", "b"], ["a"]]


async def test_a_long_question_lets_records_pass_and_many_questions_too() -> None:
    """Records that come while 8 questions of 100 texts wait wait for the piece in hand and one more."""
    begun, go = threading.Event(), threading.Event()
    order: list[str] = []

    def before(texts: Sequence[str]) -> None:
        begun.set()
        go.wait(10)
        order.append(texts[0][0])

    async with vectors_of(FakeEmbedder(before=before)) as vectors:
        questions = [
            asyncio.ensure_future(vectors.of([f"q{number}-{text}" for text in range(100)], "api"))
            for number in range(8)
        ]
        assert await asyncio.to_thread(begun.wait, 10)
        records = [asyncio.ensure_future(vectors.of([f"r{number}"])) for number in range(3)]
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*questions, *records)
    assert order[:7] == ["q", "r", "q", "r", "q", "r", "q"] or order[:7] == ["q", "q", "r", "q", "r", "q", "r"]
    assert order.count("q") == 8 * 4
