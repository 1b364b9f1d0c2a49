"""Openings that end without a word from their platforms, once, and what brings them back."""

import asyncio
from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from rematch_common.contracts import DEDUPED_JOBS, RawJob
from rematch_common.errors import DependencyAway
from tests.fakes.samples import NOW
from tests.unit.dedup.ended import DAY, HOUR, Dedup
from tests.unit.dedup.test_decision import NEWER_TEXT, OTHER, A, B, changed

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("raw", "end"),
    [
        (A, NOW + 30 * DAY),
        (changed(A, posted_at=NOW - 10 * DAY), NOW + 20 * DAY),
        (changed(A, posted_at=NOW + 5 * DAY), NOW + 30 * DAY),
        (changed(A, expires_at=NOW + 3 * DAY), NOW + 3 * DAY),
        (changed(A, expires_at=NOW + 90 * DAY), NOW + 30 * DAY),
        (changed(A, expires_at=NOW - DAY), NOW + 30 * DAY),
    ],
)
async def test_an_ad_is_open_for_a_month_from_when_it_was_posted_or_seen(raw: RawJob, end: datetime) -> None:
    dedup = Dedup()
    await dedup.see(raw)
    await dedup.tick(end - SECOND)
    assert dedup.said == ["open"]
    await dedup.tick(end)
    assert dedup.said == ["open", "expired"]
    await dedup.tick(end + DAY)
    assert dedup.said == ["open", "expired"]


async def test_an_opening_is_open_while_one_of_its_ads_is() -> None:
    dedup = Dedup()
    await dedup.see(A)
    await dedup.see(B, at=NOW + 10 * DAY)
    await dedup.tick(NOW + 30 * DAY)
    assert dedup.said == ["open"], "it is still open on the other platform"
    await dedup.tick(NOW + 40 * DAY)
    assert dedup.said == ["open", "expired"]
    assert [entry.version for entry in dedup.openings.outbox.of(DEDUPED_JOBS.name)] == [1, 2]


async def test_what_one_platform_closed_ends_when_it_expires_on_the_other() -> None:
    dedup = Dedup()
    await dedup.see(A, B)
    await dedup.see(changed(A, closed=True), at=NOW + DAY)
    assert dedup.said == ["open"]
    await dedup.tick(NOW + 30 * DAY)
    assert dedup.said == ["open", "expired"]


async def test_a_filled_opening_does_not_end_again_when_its_other_ads_expire() -> None:
    dedup = Dedup()
    await dedup.see(A, B)
    await dedup.see(changed(A, filled=True), at=NOW + DAY)
    await dedup.tick(NOW + 30 * DAY)
    await dedup.see(B, at=NOW + 31 * DAY)
    assert dedup.said == ["open", "filled"]
    assert {ad.gone for ad in dedup.openings.ads.values()} == {"filled", "expired"}


async def test_a_dead_ad_that_is_shown_for_months_does_not_open_and_close_day_by_day() -> None:
    dedup = Dedup()
    for day in range(70):
        await dedup.see(changed(A, posted_at=NOW), B, at=NOW + day * DAY)
        await dedup.tick(NOW + day * DAY + HOUR)
    assert dedup.said == ["open", "expired"]


@pytest.mark.parametrize("anew", [changed(A, posted_at=NOW + 31 * DAY), NEWER_TEXT], ids=["posted anew", "changed"])
async def test_an_expired_ad_that_was_posted_anew_or_changed_is_open_for_another_month(anew: RawJob) -> None:
    dedup = Dedup()
    await dedup.see(A)
    await dedup.tick(NOW + 30 * DAY)
    await dedup.see(anew, at=NOW + 31 * DAY)
    assert dedup.said == ["open", "expired", "open"]
    await dedup.tick(NOW + 61 * DAY - SECOND)
    assert len(dedup.said) == 3
    await dedup.tick(NOW + 61 * DAY)
    assert dedup.said == ["open", "expired", "open", "expired"]


async def test_a_scrape_from_before_the_end_that_is_heard_of_after_it_does_not_open_it_again() -> None:
    dedup = Dedup()
    await dedup.see(A)
    await dedup.tick(NOW + 30 * DAY)
    await dedup.see(A, at=NOW + 30 * DAY + HOUR, scraped=NOW + 30 * DAY - HOUR)
    assert dedup.said == ["open", "expired"]
    await dedup.see(changed(A, closed=True), at=NOW + 31 * DAY)
    assert dedup.said == ["open", "expired"]


async def test_what_two_complete_crawls_miss_ends_and_comes_back_when_it_is_seen() -> None:
    dedup = Dedup()
    await dedup.see(A, OTHER)
    await dedup.crawled(NOW + HOUR, OTHER)
    assert dedup.said == ["open", "open"]
    await dedup.crawled(NOW + 2 * HOUR, A, OTHER)
    await dedup.crawled(NOW + 3 * HOUR, OTHER)
    assert dedup.said == ["open", "open"], "missed twice, but not in a row"
    await dedup.crawled(NOW + 4 * HOUR, OTHER)
    assert dedup.said == ["open", "open", "unseen"]
    await dedup.crawled(NOW + 5 * HOUR, OTHER)
    assert len(dedup.said) == 3
    await dedup.see(A, at=NOW + 6 * HOUR)
    assert dedup.said == ["open", "open", "unseen", "open"]


async def test_a_platform_that_nobody_reports_on_loses_nothing_to_the_crawls_of_another() -> None:
    dedup = Dedup()
    await dedup.see(A, B, OTHER)
    for hour in range(1, 4):
        await dedup.crawled(NOW + hour * HOUR, OTHER)
    assert dedup.said == ["open", "open"], "it is still open where no crawl is reported"


async def test_ends_come_in_pages_and_what_is_said_is_let_out_after_each() -> None:
    dedup = Dedup()
    await dedup.see(*(changed(A, external_id=f"a-{n}", company=f"Port {n}") for n in range(5)))
    dedup.now = NOW + 30 * DAY
    await dedup.timer(page=2)()
    assert dedup.said == ["open"] * 5 + ["expired"] * 5
    assert dedup.drained == 3
    await dedup.tick()
    assert dedup.drained == 4, "there may be something left of a run that was broken off"


async def test_a_run_that_is_broken_off_ends_nothing_twice_and_leaves_nothing_unsaid() -> None:
    dedup = Dedup()
    await dedup.see(A, OTHER)
    dedup.now, dedup.away = NOW + 30 * DAY, 1
    with pytest.raises(DependencyAway):
        await dedup.timer(page=1)()
    assert dedup.said == ["open", "open", "expired"]
    await dedup.tick()
    assert dedup.said == ["open", "open", "expired", "expired"]
    assert dedup.drained == 1


async def test_timers_that_fire_at_once_end_each_opening_once_and_count_it_once() -> None:
    def ended() -> float:
        return REGISTRY.get_sample_value("rematch_ads_ended_total", {"reason": "expired"}) or 0.0

    dedup, before = Dedup(), ended()
    await dedup.see(A, OTHER)
    dedup.now = NOW + 30 * DAY
    await asyncio.gather(*(dedup.timer(page=1)() for _ in range(3)))
    assert dedup.said == ["open", "open", "expired", "expired"]
    assert ended() - before == 2
