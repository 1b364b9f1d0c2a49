"""The receipt of the dead letters."""

from datetime import timedelta

import pytest

from rematch_common.contracts import CandidateChanged
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.erasing import receipt_of
from rematch_common.errors import DependencyAway
from rematch_ingest.domain.erasures import Asked
from rematch_ingest.handlers.sweeping_letters import SweepLetters
from rematch_ingest.ports.dead_letters import Left
from tests.fakes.erasing import FakeDeadLetters, FakeErasures, FakeKnown
from tests.fakes.samples import NOW

GONE_BY = NOW + timedelta(days=15)


class Sweeping:
    """A ledger of one tenant, and what lies in Kafka."""

    def __init__(self) -> None:
        self.known = FakeKnown()
        self.erasures = FakeErasures(self.known)
        self.letters = FakeDeadLetters({"demo/c-1": Left(3, 2, GONE_BY)})
        self.settled = 0
        self.sweep = SweepLetters(self.erasures, self.letters, self.settle, lambda: NOW)

    async def settle(self) -> None:
        self.settled += 1

    async def erased(self, name: str, *done: str) -> Asked:
        """Of whom these services have said that they are done."""
        person: CandidateChanged = CHANGED[0].model_copy(update={"tenant_id": "demo", "candidate_id": name})
        await self.known.save([person], NOW)
        asked = await self.erasures.erase("demo", name, NOW)
        assert asked
        await self.erasures.confirm([receipt_of(asked.erasure, store, NOW, {}) for store in done])
        return asked

    async def now(self, asked: Asked) -> Asked:
        found = await self.erasures.one("demo", asked.erasure.erasure_id)
        assert found
        return found


async def test_an_erasure_ends_with_what_is_left_of_dead_letters_and_until_when() -> None:
    one = Sweeping()
    some, none = [await one.erased(name, "embed", "match", "notify") for name in ("c-1", "c-2")]
    await one.sweep()
    receipt = (await one.now(some)).receipts["dlq"]
    assert (receipt.counts, receipt.gone_by) == ({"found": 3, "deleted": 2}, GONE_BY)
    receipt = (await one.now(none)).receipts["dlq"]
    assert (receipt.counts, receipt.gone_by) == ({"found": 0}, None)
    assert (await one.now(some)).done_at == NOW
    assert one.settled == 1
    await one.sweep()
    assert one.settled == 1, "there is nothing more to tell"


async def test_nobody_looks_before_every_service_is_done_as_more_may_come() -> None:
    one = Sweeping()
    asked = await one.erased("c-1", "embed", "match")
    await one.sweep()
    assert (await one.now(asked)).outstanding == ["notify", "dlq"]


async def test_while_kafka_is_away_the_erasure_is_not_done() -> None:
    one = Sweeping()
    asked = await one.erased("c-1", "embed", "match", "notify")
    one.letters.away = True
    with pytest.raises(DependencyAway):
        await one.sweep()
    assert (await one.now(asked)).outstanding == ["dlq"]
    one.letters.away = False
    await one.sweep()
    assert (await one.now(asked)).outstanding == []
