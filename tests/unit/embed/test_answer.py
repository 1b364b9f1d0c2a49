"""Whoever asks for vectors gets the primary model's, or is told when to come again."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from rematch_common import metrics
from rematch_common.contracts import Embedding
from rematch_embed.handlers.answer import Answer, Busy
from rematch_embed.ports import Lane
from tests.fakes.vectors import FakeVectors, embedding_of


class Slow(FakeVectors):
    """Answers when it is told to, and takes the time that it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.lanes: list[Lane] = []

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        self.lanes.append(lane)
        await self.go.wait()
        return await super().of(texts, lane)


def truncated() -> float:
    return float(metrics.TRUNCATED._value.get())


async def test_the_answer_is_the_primary_models() -> None:
    answer = Answer(FakeVectors("remote", "local"), 256, time.monotonic)
    assert await answer(["baker", "welder"]) == [embedding_of("baker", "remote"), embedding_of("welder", "remote")]


async def test_too_many_waiting_are_told_when_to_come_again_and_the_others_are_answered() -> None:
    vectors, times = Slow(), iter([0.0, 0.0, 400.0, 400.0, *[400.0] * 9])
    answer = Answer(vectors, 300, lambda: next(times))
    waiting = [asyncio.ensure_future(answer(["baker"] * count)) for count in (256, 44)]
    await asyncio.sleep(0)
    with pytest.raises(Busy) as busy:
        await answer(["one more"])
    assert busy.value.retry_after == 6  # 300 texts of 20 ms, as is thought at first
    vectors.go.set()
    assert [len(found) for found in await asyncio.gather(*waiting)] == [256, 44]
    assert vectors.lanes == ["api", "api"]
    vectors.go.clear()
    again = asyncio.ensure_future(answer(["baker"] * 256))
    await asyncio.sleep(0)
    with pytest.raises(Busy) as busy:
        await answer(["baker"] * 45)
    assert busy.value.retry_after == 60  # it has learned that a text takes more than a second
    vectors.go.set()
    await again


async def test_whoever_gives_up_waiting_makes_room() -> None:
    vectors = Slow()
    answer = Answer(vectors, 256, time.monotonic)
    one = asyncio.ensure_future(answer(["baker"] * 256))
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.gather(one, return_exceptions=True)
    vectors.go.set()
    assert len(await answer(["baker"] * 256)) == 256


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "word " * 200_000, "漢" * 1_000_000, " " * 999_999 + "a", "\ud83d" * 9]
)
async def test_a_megabyte_is_cut_counted_and_quick(text: str) -> None:
    vectors, before, began = FakeVectors(), truncated(), time.process_time()
    await Answer(vectors, 256, time.monotonic)([text, "baker"])
    assert time.process_time() - began < 0.2
    assert truncated() == before + (len(text) > 4_000)
    assert len(vectors.asked[0]) <= 4_000
    assert vectors.asked[1] == "baker"
