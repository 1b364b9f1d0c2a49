"""What is let in is told once, added up, whatever happens on the way."""

import pytest

from rematch_common.codec import decode
from rematch_common.contracts import KEY_USES, KeyUsed
from rematch_common.errors import DependencyAway
from rematch_common.key_uses import KeyUses
from rematch_common.records import Record
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW


def told(publisher: FakePublisher) -> list[tuple[str, int, int]]:
    """Key, number and requests of each record."""
    return [(use.key_id, use.number, use.requests) for use in map(_read, publisher.of(KEY_USES.name))]


def _read(record: Record) -> KeyUsed:
    event = decode(KEY_USES, record)
    assert isinstance(event, KeyUsed)
    return event


async def test_each_key_is_told_once_with_all_its_requests() -> None:
    publisher = FakePublisher()
    uses = KeyUses("match", publisher, lambda: NOW)
    for key_id in ("a", "b", "a"):
        uses.used(key_id)
    await uses.tell()
    await uses.tell()
    assert told(publisher) == [("a", 1, 2), ("b", 1, 1)]


async def test_what_may_have_arrived_is_told_again_as_it_was() -> None:
    publisher = FakePublisher()
    uses = KeyUses("match", publisher, lambda: NOW)
    uses.used("a")
    publisher.away = 1
    with pytest.raises(DependencyAway):
        await uses.tell()
    uses.used("a")
    await uses.stop()
    found = told(publisher)
    assert [requests for _, _, requests in found] == [1, 1]
    assert found[0][1] < found[1][1]
