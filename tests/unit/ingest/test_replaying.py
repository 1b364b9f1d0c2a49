"""The ledger of erasures is played again."""

from rematch_common.contracts.examples_matches import CHANGED
from rematch_ingest.domain.erasures import erasure_of
from rematch_ingest.handlers.replaying import replay
from tests.fakes.erasing import FakeErasures, FakeKnown
from tests.fakes.samples import NOW


async def test_the_last_erasure_of_each_person_is_played_once() -> None:
    candidates = FakeKnown()
    ledger = FakeErasures(candidates)
    asked = [erasure_of("demo", "c-1", 2), erasure_of("demo", "c-1", 5), erasure_of("demo", "c-2", 3)]
    assert await replay(ledger, [*asked, *reversed(asked)], lambda: NOW) == {"replayed": 2, "came_anew": 0}
    assert [one.erasure for one in await ledger.all(None)] != asked
    assert {one.erasure.version for one in await ledger.all(None)} == {5, 3}


async def test_who_came_anew_is_counted_and_stays() -> None:
    candidates = FakeKnown()
    ledger = FakeErasures(candidates)
    await candidates.save([CHANGED[0]], NOW)
    asked = await ledger.erase(CHANGED[0].tenant_id, CHANGED[0].candidate_id, NOW)
    assert asked
    (anew,) = await candidates.save([CHANGED[0]], NOW)
    assert await replay(ledger, [asked.erasure], lambda: NOW) == {"replayed": 1, "came_anew": 1}
    assert candidates.version(anew.key) == anew.version
