"""Vectors that can't be made are noticed; a text that is wrong by itself is not embedding's fault."""

from collections.abc import Sequence

import pytest

from rematch_common.alarms import IN_A_ROW, Alarms, InARow
from rematch_common.alerting import straight
from rematch_common.contracts import ALERTS, Embedding
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_embed.adapters.watched_vectors import WatchedVectors
from rematch_embed.ports import Lane
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW


class Broken:
    """See rematch_embed.ports.Vectors: raises what is next, while there is something."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)

    async def of(self, texts: Sequence[str], lane: Lane = "stream") -> Sequence[Sequence[Embedding]]:
        if self._errors:
            raise self._errors.pop(0)
        return [() for _ in texts]

    async def forget(self, hashes: Sequence[str]) -> None:
        return None


async def alerts_after(*errors: Exception) -> int:
    topics = FakePublisher()
    alarms = Alarms("embed", straight(topics), lambda: NOW)
    vectors = WatchedVectors(Broken(*errors), InARow(alarms, "embedding_failing", "embed", "It fails."))
    for error in errors:
        with pytest.raises(type(error)):
            await vectors.of(["text"])
    await vectors.of([])
    await alarms.tell()
    return len(topics.of(ALERTS.name))


async def test_three_failures_in_a_row_are_told() -> None:
    assert await alerts_after(*(DependencyAway("model", "gone") for _ in range(IN_A_ROW))) == 1
    assert await alerts_after(*(RuntimeError("a bug") for _ in range(IN_A_ROW))) == 1
    assert await alerts_after(*(DependencyAway("model", "gone") for _ in range(IN_A_ROW - 1))) == 0


async def test_texts_that_are_wrong_are_not() -> None:
    assert await alerts_after(*(InvalidRecord("too_long", "text: shorten it") for _ in range(IN_A_ROW))) == 0
