"""What people say of two ads comes to the same in every store, however many ads their openings have."""

from datetime import timedelta

import pytest

from rematch_common.contracts import DEDUPED_JOBS, MAX_ADS
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.domain.known import Verdict
from rematch_dedup.domain.openings import MOST_WEIGHED
from rematch_dedup.domain.types import AdKey
from rematch_dedup.handlers.verdict import Ruled, TakeVerdict, UnknownAd
from tests.contract.openings_subjects import HOUR, RULES, STORES, Subject, changed, in_memory, job, opened, records
from tests.fakes.samples import NOW

JOBS = DEDUPED_JOBS.name
A = job(1)
B, OTHER, LIKE_OTHER = changed(A, source="indeed"), changed(job(2), scraped_at=NOW + HOUR), job(2, source="indeed")
KEY_A, KEY_B, KEY_OTHER, KEY_LIKE = (ad_key(raw) for raw in (A, B, OTHER, LIKE_OTHER))
subject = pytest.fixture(params=STORES)(opened)
SAID: list[tuple[AdKey, AdKey, Verdict]] = [
    (KEY_A, KEY_OTHER, "same"),
    (KEY_A, KEY_OTHER, "same"),
    (KEY_A, KEY_OTHER, "different"),
    (KEY_B, KEY_A, "different"),
    (KEY_LIKE, KEY_B, "same"),
    (KEY_LIKE, KEY_A, "same"),
    (KEY_OTHER, KEY_LIKE, "different"),
]


async def say(subject: Subject, one: AdKey, other: AdKey, verdict: Verdict) -> Ruled:
    return await TakeVerdict(subject.openings, lambda: NOW, RULES)((one, other), verdict, "k-1")


async def test_verdicts_come_to_the_same_as_in_memory(subject: Subject) -> None:
    whole = in_memory()
    for each in (subject, whole):
        await each.feed(records(A, B, OTHER, LIKE_OTHER))
    for said in SAID:
        assert await say(subject, *said) == await say(whole, *said), said
        for key in (KEY_A, KEY_B, KEY_OTHER, KEY_LIKE):
            assert await subject.told(key) == await whole.told(key), (said, key)
    assert await subject.outbox(JOBS) == await whole.outbox(JOBS)


async def test_an_opening_that_was_merged_away_opens_again_under_its_own_id(subject: Subject) -> None:
    await subject.feed(records(A, OTHER))
    await say(subject, KEY_A, KEY_OTHER, "same")
    merged = await subject.catalogue.opening(opening_id(KEY_OTHER))
    assert merged is not None
    assert (merged.opening.merged_into, merged.ads) == (opening_id(KEY_A), ())
    await say(subject, KEY_A, KEY_OTHER, "different")
    again = (await subject.told(KEY_OTHER)).opening
    assert (again.job_id, again.version, again.open, again.merged_into) == (opening_id(KEY_OTHER), 3, True, None)
    events = [e for e in await subject.outbox(JOBS) if e["job_id"] == str(again.job_id)]
    assert [(e["version"], e.get("reason")) for e in events] == [(1, None), (2, "merged"), (3, None)]


async def test_of_many_ads_every_one_is_told_of_and_goes_where_it_belongs(subject: Subject) -> None:
    """More than are weighed, on both sides."""
    number = MOST_WEIGHED + MAX_ADS + 10
    mine = [changed(A, external_id=f"a-{n}", scraped_at=NOW - timedelta(minutes=n)) for n in range(number)]
    yours = [changed(OTHER, external_id=f"o-{n}", scraped_at=NOW - timedelta(minutes=n)) for n in range(number)]
    await subject.feed(records(*mine, *yours), 50, 100)
    one, other = ad_key(mine[0]), ad_key(yours[0])
    await say(subject, one, other, "same")
    assert len((await subject.told(one)).ads) == 2 * number
    await say(subject, one, other, "different")
    assert {ad.key for ad in (await subject.told(one)).ads} == {ad_key(raw) for raw in mine}
    assert {ad.key for ad in (await subject.told(other)).ads} == {ad_key(raw) for raw in yours}


async def test_what_left_is_found_by_the_next_ad_with_its_words(subject: Subject) -> None:
    await subject.feed(records(OTHER, LIKE_OTHER, A, B))
    await say(subject, KEY_A, KEY_OTHER, "same")
    await say(subject, KEY_A, KEY_OTHER, "different")
    await subject.feed(records(changed(A, external_id="later"), first=10))
    assert await subject.together([KEY_A, KEY_OTHER]) == {
        frozenset((KEY_A, KEY_B, ("lever", "later"))),
        frozenset((KEY_OTHER, KEY_LIKE)),
    }


async def test_nothing_is_kept_about_an_ad_that_is_not_known(subject: Subject) -> None:
    await subject.feed(records(A, OTHER))
    with pytest.raises(UnknownAd, match="no ad nobody of lever"):
        await say(subject, KEY_A, ("lever", "nobody"), "same")
    async with subject.openings.session() as session:
        assert (await session.around([KEY_A, KEY_OTHER], whole=True)).verdicts == {}
