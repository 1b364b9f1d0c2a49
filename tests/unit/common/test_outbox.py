"""What the outbox decides without a database."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.consume import Received
from rematch_common.outbox import LANES, draining, lane_of, pack, unpacked
from rematch_common.records import Entry, Outgoing
from tests.fakes.publisher import FakePublisher
from tests.unit.common.loop_cases import OUT, good, keys, loop_of


@given(st.text(), st.text())
def test_a_key_has_one_lane(topic: str, key: str) -> None:
    assert 0 <= lane_of(topic, key) < LANES
    assert lane_of(topic, key) == lane_of(topic, key)


def test_lanes_are_shared_evenly_and_topics_do_not_share_a_key_s() -> None:
    shares = [0] * LANES
    for number in range(1600):
        shares[lane_of("matches", f"demo/c-{number}/j")] += 1
    assert min(shares) > 50
    assert any(lane_of("a", str(n)) != lane_of("b", str(n)) for n in range(10))


@given(st.lists(st.tuples(st.text(), st.text())))
def test_a_row_gives_back_the_record_that_went_in(headers: list[tuple[str, str]]) -> None:
    told = tuple((name, text.encode()) for name, text in headers)
    row: Any = {"topic": OUT, "key": "k", "value": b"{}", "headers": pack(told)}
    assert unpacked(row) == Outgoing(OUT, b"k", b"{}", told)


def test_an_entry_is_named_by_its_record_s_key() -> None:
    assert Entry(Outgoing(OUT, "demo/ä".encode(), None), 1, keep=True).key == "demo/ä"
    assert Entry(Outgoing(OUT, None, b"x"), 1, keep=False).key == ""


@pytest.mark.parametrize("away", [0, 2])
async def test_a_handler_returns_only_when_its_events_are_out(away: int) -> None:
    publisher = FakePublisher()
    publisher.away = away
    written: list[Outgoing] = []

    class Drain:
        async def drain(self) -> None:
            await publisher.publish(written)
            written.clear()

    async def handle(batch: Sequence[Received]) -> Sequence[Outgoing]:
        written[:] = [Outgoing(OUT, r.record.key, b"{}") for r in batch]
        return ()

    await loop_of(draining(handle, Drain()), publisher).run([good(1), good(2)])  # type: ignore[arg-type]
    assert keys(publisher.of(OUT)) == ["k1", "k2"]
    assert written == []
