"""One suite for every ledger of erasures."""

from rematch_common.contracts import CANDIDATE_PROFILES, ERASURE_RECEIPTS, ErasureReceipt, limits
from tests.contract.erasing import HOUR, Ledger, word
from tests.fakes.samples import NOW


async def test_an_erasure_leaves_a_tombstone_and_a_receipt(ledger: Ledger) -> None:
    await ledger.known()
    asked = await ledger.erased()
    assert (asked.erasure.person, asked.erasure.version, asked.asked_at) == (("demo", "c-1"), 2, NOW + HOUR)
    assert asked.outstanding == ["embed", "match", "notify", "dlq"]
    assert asked.done_at is None
    for topic in (CANDIDATE_PROFILES.name, "candidate-profiles-bulk"):
        last = (await ledger.told(topic))[-1]
        headers = dict(last.headers)
        assert (last.key, last.value) == (b"demo/c-1", None)
        assert (headers["ce_sequence"], headers[limits.ERASURE_ID]) == (b"2", asked.erasure.erasure_id.encode())
    (told,) = [ErasureReceipt.model_validate_json(one.value or b"") for one in await ledger.told(ERASURE_RECEIPTS.name)]
    assert (told.store, told.tenant_id, told.candidate_id, told.version) == ("ingest", "demo", "c-1", 2)


async def test_asked_for_again_it_is_the_same(ledger: Ledger) -> None:
    await ledger.known()
    asked = await ledger.erased()
    assert await ledger.erased(hours=5) == asked
    assert len(await ledger.told(ERASURE_RECEIPTS.name)) == 1


async def test_nobody_of_that_id_or_tenant_is_erased(ledger: Ledger) -> None:
    await ledger.known()
    assert await ledger.erasures.erase("demo", "c-2", NOW) is None
    assert await ledger.erasures.erase("second", "c-1", NOW) is None
    assert await ledger.told(ERASURE_RECEIPTS.name) == []


async def test_who_comes_anew_has_a_higher_version_and_can_be_erased_again(ledger: Ledger) -> None:
    first = await ledger.known()
    old = await ledger.erased()
    anew = await ledger.known()
    assert (first.version, old.erasure.version, anew.version) == (1, 2, 3)
    newer = await ledger.erased(hours=2)
    assert newer.erasure.version == 4
    assert newer.erasure.erasure_id != old.erasure.erasure_id


async def test_receipts_are_kept_once_and_the_last_one_ends_it(ledger: Ledger) -> None:
    await ledger.known()
    asked = await ledger.erased()
    await ledger.erasures.confirm(
        [word(asked, "embed"), word(asked, "match"), word(asked, "match", counts={"rows": 9})]
    )
    half = await ledger.erasures.one("demo", asked.erasure.erasure_id)
    assert half
    assert half.outstanding == ["notify", "dlq"]
    assert half.receipts["match"].counts == {"rows": 3}
    gone_by = NOW + 48 * HOUR
    last = [word(asked, "notify"), word(asked, "dlq", done_at=NOW + 3 * HOUR, gone_by=gone_by)]
    await ledger.erasures.confirm(last)
    whole = await ledger.erasures.one("demo", asked.erasure.erasure_id)
    assert whole
    assert (whole.outstanding, whole.done_at) == ([], NOW + 3 * HOUR)
    assert whole.receipts["dlq"].gone_by == gone_by


async def test_receipts_of_what_nobody_asked_for_are_no_concern(ledger: Ledger) -> None:
    await ledger.known()
    asked = await ledger.erased()
    strange = [
        word(asked, "match", erasure_id="e-404"),
        word(asked, "match", tenant_id="second"),
        word(asked, "match", tenant_id=None),
    ]
    await ledger.erasures.confirm(strange)
    await ledger.erasures.confirm([])
    assert await ledger.erasures.one("demo", "e-404") is None
    assert await ledger.erased() == asked


async def test_a_tenant_sees_its_own_newest_first_page_by_page(ledger: Ledger) -> None:
    names = [f"c-{n}" for n in range(5)]
    for number, name in enumerate(names):
        await ledger.known(name)
        await ledger.erased(name, hours=number // 2)
    await ledger.known("c-1", "second")
    await ledger.erased("c-1", "second")
    found, after = [], None
    while page := await ledger.erasures.some("demo", 2, after):
        found += page
        after = page[-1].asked_at, page[-1].erasure.erasure_id
    assert sorted(one.erasure.candidate_id for one in found) == names
    assert found[0].erasure.candidate_id == "c-4"
    assert [one.asked_at for one in found] == sorted((one.asked_at for one in found), reverse=True)
    assert await ledger.erasures.one("second", found[0].erasure.erasure_id) is None


async def test_dead_letters_are_looked_for_when_every_service_is_done_and_that_is_told_once(ledger: Ledger) -> None:
    for tenant, name in (("demo", "c-1"), ("second", "c-1"), ("demo", "c-2")):
        await ledger.known(name, tenant)
    first, other = await ledger.erased(hours=2), await ledger.erased(tenant="second")
    half = await ledger.erased("c-2")
    words = [word(one, store) for one in (first, other) for store in ("embed", "match", "notify")]
    await ledger.erasures.confirm([*words, word(half, "match"), word(half, "notify")])
    waiting = await ledger.erasures.unswept(10)
    assert [one.erasure for one in waiting] == [other.erasure, first.erasure]
    assert waiting[0].receipts["match"].done_at == NOW + 2 * HOUR
    assert [one.erasure for one in await ledger.erasures.unswept(1)] == [other.erasure]
    said = word(first, "dlq", counts={"found": 1}, version=first.erasure.version, gone_by=NOW + 48 * HOUR)
    await ledger.erasures.swept([said])
    await ledger.erasures.swept([said.model_copy(update={"counts": {"found": 0}})])
    assert [one.erasure for one in await ledger.erasures.unswept(10)] == [other.erasure]
    told = [ErasureReceipt.model_validate_json(one.value or b"") for one in await ledger.told(ERASURE_RECEIPTS.name)]
    assert [one for one in told if one.store == "dlq"] == [said]
    done = await ledger.erasures.one("demo", first.erasure.erasure_id)
    assert done
    assert (done.outstanding, done.receipts["dlq"].counts, done.done_at) == ([], {"found": 1}, NOW + 2 * HOUR)
