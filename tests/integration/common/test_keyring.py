"""Keys on a real broker: what has ended is refused at once, and not accepted for a moment while all is read again."""

from collections.abc import Sequence
from time import monotonic

import pytest

from rematch_common import kafka as kafka_client
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ACCESS_KEYS, AccessKey
from rematch_common.kafka import KafkaPublisher
from rematch_common.keyring import KeyRing
from rematch_common.keys import NewKey, mint
from rematch_common.records import Outgoing, Record
from tests.fakes.samples import NOW
from tests.fakes.waiting import until
from tests.integration.common.topics import publisher, running

pytestmark = pytest.mark.stack
ENDS = ("revoked", "forgotten", "unreadable")


def of(new: NewKey, **fields: object) -> Outgoing:
    made = {"key_id": new.key_id, "tenant_id": "demo", "scopes": ["matches:read"], "sha256": new.sha256}
    key = AccessKey.model_validate({**made, "created_at": NOW, **fields})
    return encode(ACCESS_KEYS, key.key, key, Stamp("rematch/ingest", NOW))


def end(new: NewKey, how: str) -> Outgoing:
    if how == "revoked":
        return of(new, revoked_at=NOW)
    return Outgoing(ACCESS_KEYS.name, new.key_id.encode(), None if how == "forgotten" else b"{")


class Watched(KeyRing):
    """Asked after every batch that it reads, whether it accepts what has ended."""

    def __init__(self, bootstrap: str, ended: Sequence[NewKey]) -> None:
        super().__init__(bootstrap)
        self._asked = ended
        self.batches = self.caught_up = 0

    async def learn(self, records: Sequence[Record]) -> None:
        await super().learn(records)
        self.batches += 1
        self.caught_up += not records
        assert not any(self.verify(new.text) for new in self._asked)


async def ended_amid_others(started: KafkaPublisher) -> list[NewKey]:
    """Keys that are there in force and, some batches later, no more."""
    ended = [mint() for _ in ENDS]
    await started.publish([of(new) for new in ended])
    await started.publish([of(mint()) for _ in range(1_500)])
    await started.publish([end(new, how) for new, how in zip(ended, ENDS, strict=True)])
    return ended


async def test_what_has_ended_is_never_accepted_while_the_topic_is_read_again(
    kafka: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine all of it would come at once, and there were no moment in between to be looked at.
    monkeypatch.setattr(kafka_client, "_AT_ONCE", 300)
    known = mint()
    async with publisher(kafka) as started:
        await started.publish([of(known)])
        ring = Watched(kafka, await ended_amid_others(started))
    for times in (1, 2):  # the second time it knows, and reads all from the beginning: as after an absence
        async with running(ring.run) as task:
            await until(lambda: task.done() or ring.caught_up == times)  # noqa: B023 - awaited here
            assert not task.done(), task.exception()
            assert ring.verify(known.text)
    assert ring.batches >= 2 * 4


@pytest.mark.alone
@pytest.mark.parametrize("how", ENDS)
async def test_a_key_that_ends_is_refused_within_two_seconds(kafka: str, how: str) -> None:
    ring, new = KeyRing(kafka), mint()
    async with publisher(kafka) as started, running(ring.run):
        await started.publish([of(new)])
        await until(lambda: ring.verify(new.text))
        since = monotonic()
        await started.publish([end(new, how)])
        await until(lambda: ring.verify(new.text) is None)
        assert monotonic() - since < 2


@pytest.mark.alone
@pytest.mark.parametrize("how", ENDS)
async def test_a_key_that_ended_while_kafka_was_away_is_refused_two_seconds_after(kafka: str, how: str) -> None:
    ring, new = KeyRing(kafka), mint()
    async with publisher(kafka) as started:
        await started.publish([of(new)])
        async with running(ring.run):
            await until(lambda: ring.verify(new.text))
        await started.publish([end(new, how)])
        assert ring.verify(new.text) is not None
        since = monotonic()
        async with running(ring.run):
            await until(lambda: ring.verify(new.text) is None)
        assert monotonic() - since < 2
