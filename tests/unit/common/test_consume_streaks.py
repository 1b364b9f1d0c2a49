"""Too many failures in a row are no bad luck: the consumer pauses before their dead letters are written."""

import pytest

from rematch_common.errors import InvalidRecord, PoisonFlood
from tests.fakes.publisher import FakePublisher
from tests.unit.common.loop_cases import DLQ, OUT, Handling, good, keys, loop_of, offsets, poison


async def test_a_flood_publishes_none_of_its_batch_s_dead_letters() -> None:
    publisher = FakePublisher()
    loop = loop_of(Handling(), publisher, limit=5)
    await loop.run([poison(n) for n in range(4)])
    with pytest.raises(
        PoisonFlood, match="5 records in a row failed on raw-jobs partition 0, up to offset 4: bad_json"
    ):
        await loop.run([poison(4), poison(5)])
    assert offsets(publisher.of(DLQ)) == [0, 1, 2, 3]


async def test_what_was_good_in_a_batch_that_floods_has_had_its_effect() -> None:
    publisher = FakePublisher()
    with pytest.raises(PoisonFlood):
        await loop_of(Handling(), publisher, limit=2).run([good(0), poison(1), poison(2)])
    assert keys(publisher.of(OUT)) == ["k0"]
    assert publisher.of(DLQ) == []


async def test_one_good_record_ends_a_streak() -> None:
    publisher = FakePublisher()
    loop = loop_of(Handling(), publisher, limit=3)
    await loop.run([poison(0), poison(1), good(2), poison(3), poison(4)])
    await loop.run([good(5), poison(6), poison(7)])
    assert offsets(publisher.of(DLQ)) == [0, 1, 3, 4, 6, 7]


async def test_partitions_have_streaks_of_their_own() -> None:
    publisher = FakePublisher()
    loop = loop_of(Handling(), publisher, limit=3)
    await loop.run([poison(n, partition=n % 2) for n in range(4)])
    assert len(publisher.of(DLQ)) == 4
    with pytest.raises(PoisonFlood, match="partition 1"):
        await loop.run([good(4), poison(5, partition=1)])


async def test_what_a_handler_refuses_counts_like_what_cannot_be_read() -> None:
    handling = Handling({"k1": InvalidRecord("no", "no"), "k2": ValueError("bug")})
    with pytest.raises(PoisonFlood, match="3 records"):
        await loop_of(handling, FakePublisher(), limit=3).run([poison(0), good(1), good(2)])


async def test_a_limit_of_0_never_pauses() -> None:
    publisher = FakePublisher()
    await loop_of(Handling(), publisher, limit=0).run([poison(n) for n in range(300)])
    assert len(publisher.of(DLQ)) == 300
