"""Timers and crawl reports over every store, also where an opening has many ads and crawls overlap."""

import asyncio
from datetime import timedelta

import pytest

from rematch_common.contracts import DEDUPED_JOBS, MAX_ADS, CrawlReport, RawJob
from rematch_dedup.domain.openings import MOST_WEIGHED
from rematch_dedup.handlers.ending import EndAds
from tests.contract.openings_subjects import HOUR, STORES, Subject, changed, job, opened, records
from tests.fakes.samples import NOW

MINUTE = timedelta(minutes=1)
MONTH = timedelta(days=30)
subject = pytest.fixture(params=STORES)(opened)


async def nothing_to_drain() -> None:
    return None


def timer(subject: Subject, hours: float, page: int = 200) -> EndAds:
    return EndAds(subject.openings, nothing_to_drain, lambda: NOW + hours * HOUR, page)


async def closed(subject: Subject) -> list[tuple[str, int]]:
    told = await subject.outbox(DEDUPED_JOBS.name)
    return [(event["reason"], event["version"]) for event in told if "reason" in event]


def crawl(scope: str, begin: float, end: float, seen: int = 0) -> CrawlReport:
    start, finish = NOW + begin * HOUR, NOW + end * HOUR
    return CrawlReport(source="lever", scope=scope, started=start, finished=finish, complete=True, seen=seen)


async def feed(subject: Subject, first: int, *ads: RawJob, hours: float = 0.0) -> None:
    await subject.feed(records(*(changed(raw, scraped_at=NOW + hours * HOUR) for raw in ads), first=first))


async def test_timers_that_fire_at_once_end_an_opening_once(subject: Subject) -> None:
    await subject.feed(records(*(job(n, company=f"Firm {n} Freight") for n in range(5))))
    number = len(await subject.outbox(DEDUPED_JOBS.name))
    await asyncio.gather(*(timer(subject, 24 * 30, page=2)() for _ in range(3)))
    assert await closed(subject) == [("expired", 2)] * number
    await timer(subject, 24 * 31)()
    assert len(await closed(subject)) == number


async def test_an_opening_of_many_ads_stays_open_while_one_that_nobody_looked_at_is(subject: Subject) -> None:
    """Those that end are the first, the best and the newest: all that would be read of it without asking."""
    many = MOST_WEIGHED + MAX_ADS + 20
    ending = [
        changed(job(1), external_id=f"e-{n}", salary_text="€50,000 a year", expires_at=NOW + HOUR, scraped_at=NOW)
        for n in range(many)
    ]
    staying = [changed(job(1), external_id=f"s-{n}", scraped_at=NOW - HOUR) for n in range(3)]
    await subject.feed(records(*ending, *staying), 40, 80)
    assert len(await subject.outbox(DEDUPED_JOBS.name)) == 1
    await timer(subject, 2)()
    assert await closed(subject) == []
    await timer(subject, 24 * 30)()
    assert await closed(subject) == [("expired", 2)]


async def test_crawls_at_the_same_time_are_one_chance_to_be_missed(subject: Subject) -> None:
    await feed(subject, 0, job(1))
    await subject.crawls.report([crawl("all", 1, 3), crawl("all", 2, 4), crawl("all", 2.5, 2.75)])
    await subject.crawls.apply()
    await timer(subject, 5)()
    assert await closed(subject) == []
    await subject.crawls.report([crawl("all", 2, 4), crawl("all", 5, 6)])
    await subject.crawls.apply()
    await timer(subject, 7)()
    assert await closed(subject) == [("unseen", 2)]


async def test_misses_of_different_scopes_do_not_add_up(subject: Subject) -> None:
    await feed(subject, 0, job(1, scrape_role="cooks"))
    await subject.crawls.report([crawl("all", 1, 2), crawl("cooks", 1, 2), crawl("nurses", 1, 2)])
    await subject.crawls.apply()
    await subject.crawls.report([crawl("nurses", 3, 4)])
    await subject.crawls.apply()
    await timer(subject, 5)()
    assert await closed(subject) == []
    await subject.crawls.report([crawl("cooks", 3, 4)])
    await subject.crawls.apply()
    await timer(subject, 5)()
    assert await closed(subject) == [("unseen", 2)]


async def test_a_crawl_waits_for_the_ads_of_its_own_scope(subject: Subject) -> None:
    """What another crawl of the platform brings meanwhile says nothing of how far behind dedup is."""
    cook, nurse, other = (
        job(1, scrape_role="cooks"),
        job(2, scrape_role="nurses"),
        job(7, scrape_role="nurses"),
    )
    await feed(subject, 0, cook, nurse, other)
    await subject.crawls.report([crawl("cooks", 1, 2, seen=1), crawl("cooks", 3, 4, seen=1)])
    await feed(subject, 10, nurse, other, hours=3.5)
    assert await subject.crawls.apply() == 0
    await feed(subject, 20, cook, hours=3.5)
    assert await subject.crawls.apply() == 0, "it was late, not missing"
    await timer(subject, 5)()
    assert await closed(subject) == []


async def test_after_an_outage_of_dedup_nothing_is_closed_that_waits_in_the_topic(subject: Subject) -> None:
    ads = [job(n, company=f"Firm {n} Freight") for n in range(6)]
    await feed(subject, 0, *ads)
    await subject.crawls.report([crawl("all", hour, hour + 0.5, seen=6) for hour in range(1, 10)])
    for late, raw in enumerate(ads):
        await subject.crawls.apply()
        await timer(subject, 11)()
        assert await closed(subject) == []
        await feed(subject, 10 + late, raw, hours=9.25)
    await subject.crawls.apply()
    await timer(subject, 11)()
    assert await closed(subject) == []


async def test_of_reports_that_wait_in_vain_only_the_newest_are_kept(subject: Subject) -> None:
    await feed(subject, 0, job(1))
    for hour in range(1, 6):
        await subject.crawls.report([crawl("all", hour, hour + 0.5, seen=1)])
    assert await subject.crawls.apply() == 0
    await feed(subject, 10, job(2), hours=4)
    await subject.crawls.apply()
    await timer(subject, 6)()
    assert await closed(subject) == [], "the crawl at 4 counts, that at 5 waits, those before are not asked"


async def test_replicas_that_apply_at_once_count_a_crawl_once(subject: Subject) -> None:
    await feed(subject, 0, job(1), job(2))
    await asyncio.gather(*(subject.crawls.report([crawl("all", 1, 2)]) for _ in range(3)))
    assert sum(await asyncio.gather(*(subject.crawls.apply() for _ in range(3)))) == 2
    await timer(subject, 3)()
    assert await closed(subject) == []
