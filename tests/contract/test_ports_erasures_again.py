"""One suite for every ledger of erasures: what is played again after a backup came back."""

from rematch_common.contracts import CANDIDATE_PROFILES
from rematch_ingest.domain.erasures import erasure_of
from tests.contract.erasing import HOUR, Ledger, word
from tests.fakes.samples import NOW


async def test_the_ledger_is_played_again_oldest_first_since_when_one_likes(ledger: Ledger) -> None:
    for number, tenant in enumerate(("second", "demo"), 1):
        await ledger.known(tenant=tenant)
        await ledger.erased(tenant=tenant, hours=number)
    assert [one.erasure.tenant_id for one in await ledger.erasures.all(None)] == ["second", "demo"]
    assert [one.erasure.tenant_id for one in await ledger.erasures.all(NOW + 2 * HOUR)] == ["demo"]


async def test_played_again_it_wants_new_receipts_and_leaves_new_tombstones(ledger: Ledger) -> None:
    await ledger.known()
    asked = await ledger.erased()
    await ledger.erasures.confirm([word(asked, store) for store in ("embed", "match", "notify")])
    await ledger.erasures.swept([word(asked, "dlq", version=asked.erasure.version)])
    assert await ledger.erasures.again(asked.erasure, NOW + 9 * HOUR)
    played = await ledger.erasures.one("demo", asked.erasure.erasure_id)
    assert played
    assert (played.asked_at, played.replayed_at) == (asked.asked_at, NOW + 9 * HOUR)
    assert played.outstanding == ["embed", "match", "notify", "dlq"]
    assert await ledger.erasures.unswept(10) == []
    await ledger.erasures.confirm([word(asked, store) for store in ("embed", "match", "notify")])
    assert [one.erasure for one in await ledger.erasures.unswept(10)] == [asked.erasure], "they are looked for again"
    last = (await ledger.told(CANDIDATE_PROFILES.name))[-1]
    assert (last.value, dict(last.headers)["ce_time"]) == (None, b"2026-02-01T19:00:00Z")


async def test_a_store_that_came_back_with_the_person_forgets_them_again(ledger: Ledger) -> None:
    restored = await ledger.known()
    lost = erasure_of("demo", "c-1", 7)
    assert restored.version < lost.version
    assert await ledger.erasures.again(lost, NOW + HOUR)
    assert (await ledger.erased()).erasure == lost, "nobody is there to be erased once more"
    assert (await ledger.known()).version == 8


async def test_an_erasure_that_the_ledger_has_lost_is_noted_again(ledger: Ledger) -> None:
    lost = erasure_of("demo", "c-9", 7)
    assert await ledger.erasures.again(lost, NOW + HOUR)
    found = await ledger.erasures.one("demo", lost.erasure_id)
    assert found
    assert found.erasure == lost
    assert (await ledger.known("c-9")).version == 8


async def test_who_came_anew_stays_when_the_ledger_is_played_again(ledger: Ledger) -> None:
    await ledger.known()
    asked = await ledger.erased()
    anew = await ledger.known(headline="Another")
    assert not await ledger.erasures.again(asked.erasure, NOW + 9 * HOUR)
    assert await ledger.known(headline="Another") == anew
