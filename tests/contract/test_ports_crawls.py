"""What becomes of ads without a raw record: ends, crawls that missed them, verdicts. One suite for every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import CrawlReport
from rematch_dedup.domain.decision import ad_key, opening_id
from rematch_dedup.domain.openings import MOST_WEIGHED, merged, settle
from rematch_dedup.domain.types import Effect
from rematch_dedup.ports import Ruling
from tests.contract.openings_subjects import HOUR, STORES, Subject, changed, job, opened, records
from tests.fakes.samples import NOW

A, B, OTHER = job(1), job(1, source="indeed"), job(2)
KEY_A, KEY_OTHER = ad_key(A), ad_key(OTHER)
subject = pytest.fixture(params=STORES)(opened)


async def test_ads_whose_time_is_over_have_ended_until_that_is_stored(subject: Subject) -> None:
    await subject.feed(records(A, changed(OTHER, expires_at=NOW + HOUR), changed(B, closed=True)))
    async with subject.openings.session() as session:
        assert await session.ended(NOW, 10) == []
        assert await session.ended(NOW + 2 * HOUR, 10) == [(KEY_OTHER, "expired")]
        assert len(await session.ended(NOW + timedelta(days=60), 10)) == 2
        assert len(await session.ended(NOW + timedelta(days=60), 1)) == 1
        known = await session.around([KEY_OTHER])
        ad = replace(known.ads[KEY_OTHER], gone="expired")
        await session.store([Effect((ad,), (settle(known.openings[ad.job_id], [ad], "expired"),))], [])
    async with subject.openings.session() as session:
        assert await session.ended(NOW + 2 * HOUR, 10) == []
    assert not (await subject.told(KEY_OTHER)).opening.open


def crawl(scope: str, hours: int, seen: int = 1, complete: bool = True) -> CrawlReport:
    start = NOW + hours * HOUR
    return CrawlReport(source="lever", scope=scope, started=start, finished=start + HOUR, complete=complete, seen=seen)


async def unseen(subject: Subject) -> set[str]:
    async with subject.openings.session() as session:
        return {key[1] for key, _ in await session.ended(NOW, 100)}


def again(number: int, hours: int) -> list[Received]:
    return records(changed(job(number), scraped_at=NOW + hours * HOUR), first=1000 + 10 * hours + number)


async def test_an_ad_that_two_complete_crawls_in_a_row_missed_has_ended(subject: Subject) -> None:
    await subject.feed(records(job(1), job(2), changed(job(3), source="indeed")))
    await subject.crawls.report([crawl("all", 1), crawl("all", 2, complete=False), crawl("all", 3)])
    assert await subject.crawls.apply() == 0, "nothing was sighted since they began"
    await subject.feed(again(1, 2))
    assert await subject.crawls.apply() == 1
    assert await unseen(subject) == set()
    await subject.feed(again(1, 4))
    assert await subject.crawls.apply() == 1
    assert await unseen(subject) == {"p-2"}
    assert await subject.crawls.apply() == 0, "a report counts once"
    await subject.feed(again(2, 5))
    assert await unseen(subject) == set(), "seen again: not missed"


async def test_a_crawl_counts_for_its_scope_and_not_after_a_later_one(subject: Subject) -> None:
    await subject.feed(records(job(1, scrape_role="cooks"), job(2, scrape_role="nurses"), job(3)))
    await subject.crawls.report([crawl("cooks", 1, seen=0), crawl("cooks", 1, seen=0)])
    assert await subject.crawls.apply() == 1
    await subject.crawls.report([crawl("cooks", 0, seen=0)])
    assert await subject.crawls.apply() == 0
    await subject.crawls.report([crawl("cooks", 2, seen=0)])
    assert await subject.crawls.apply() == 1
    assert await unseen(subject) == {"p-1"}


async def test_a_merge_takes_all_ads_along_and_closes_the_younger(subject: Subject) -> None:
    many = [changed(OTHER, external_id=f"m-{number}") for number in range(MOST_WEIGHED + 30)]
    await subject.feed(records(A, OTHER, *many))
    elder, younger = opening_id(KEY_A), opening_id(KEY_OTHER)
    async with subject.openings.session() as session:
        known = await session.around([KEY_A, KEY_OTHER])
        moved = tuple(replace(ad, job_id=elder) for ad in known.members(younger))
        change = settle(known.openings[elder], [*known.members(elder), *moved])
        closed = merged(known.openings[younger], elder)
        await session.store([Effect(moved, (change, closed))], [])
    found = await subject.catalogue.opening(younger)
    assert found is not None
    assert (found.opening, found.ads, found.facts) == (closed.opening, (), None)
    assert (await subject.told(ad_key(many[-1]))).opening.job_id == elder


async def test_what_people_said_is_known_and_can_be_said_anew(subject: Subject) -> None:
    await subject.feed(records(A, OTHER))
    async with subject.openings.session() as session:
        assert await session.rule(Ruling(KEY_A, KEY_OTHER, "same", "anna", NOW))
        assert not await session.rule(Ruling(KEY_A, ("lever", "nobody"), "same", "anna", NOW))
        assert not await session.rule(Ruling(KEY_A, KEY_A, "different", "anna", NOW))
    async with subject.openings.session() as session:
        assert await session.rule(Ruling(KEY_OTHER, KEY_A, "different", "ben", NOW))
    async with subject.openings.session() as session:
        known = await session.around([KEY_A, KEY_OTHER])
    assert known.verdicts[frozenset((KEY_A, KEY_OTHER))] == "different"


async def test_there_is_nothing_to_look_up_of_what_was_never_seen(subject: Subject) -> None:
    assert await subject.catalogue.opening_of(KEY_A) is None
    assert await subject.catalogue.opening(opening_id(KEY_A)) is None
    assert await subject.catalogue.outcomes() == {}


async def test_a_crawl_that_says_most_of_many_is_gone_is_not_believed(subject: Subject) -> None:
    cooks = [job(number, scrape_role="cooks") for number in range(12)]
    await subject.feed(records(*cooks))
    await subject.crawls.report([crawl("cooks", 1, seen=0), crawl("cooks", 2, seen=0)])
    assert await subject.crawls.apply() == 0
    assert await subject.crawls.apply() == 0
    await subject.crawls.report([crawl("cooks", 3, seen=0), crawl("cooks", 2, seen=0)])
    assert await subject.crawls.apply() == 0
    assert await unseen(subject) == set()
    (told,) = await subject.outbox("alerts")
    assert (told["kind"], told["subject"]) == ("crawl_not_believed", "lever/cooks")
    still = [changed(ad, scraped_at=NOW + 5 * HOUR) for ad in cooks[:8]]
    await subject.feed(records(*still, first=100))
    await subject.crawls.report([crawl("cooks", 4, seen=8)])
    assert await subject.crawls.apply() == 4
    _, over = await subject.outbox("alerts")
    assert over["resolved_at"] is not None
    assert over["first_at"] == told["first_at"]
    await subject.feed(records(*[changed(ad, scraped_at=NOW + 7 * HOUR) for ad in still], first=200))
    await subject.crawls.report([crawl("cooks", 6, seen=8)])
    assert await subject.crawls.apply() == 4
    assert await unseen(subject) == {ad.external_id for ad in cooks[8:]}
