"""What operators are told of the scrape queue, over every store: one alert a cause, and one when it is over."""

from datetime import timedelta

from rematch_ingest.domain.queue import Turn
from rematch_ingest.domain.rounds import Failure
from rematch_ingest.ports.scrape_queue import Brought
from tests.contract.queues import Scraped, turn, wanting
from tests.fakes.samples import NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def test_no_postings_for_a_role_is_told_until_some_come(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    for hour in range(2):
        await scraped.queue.complete(turn((await scraped.give(hour * HOUR)).entry), 0, NOW + hour * HOUR)
    assert await scraped.alerts() == [("scrape_no_postings", "baker", False)]
    entry = (await scraped.give(3 * HOUR)).entry
    await scraped.queue.bring(turn(entry), Brought("dice", ["a"]), NOW + 3 * HOUR)
    await scraped.queue.complete(turn(entry), 0, NOW + 3 * HOUR)
    assert (await scraped.alerts())[1:] == [("scrape_no_postings", "baker", True)]


async def test_what_came_another_way_counts_too(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    await scraped.queue.complete(turn((await scraped.give()).entry), 12, NOW)
    assert await scraped.alerts() == []


async def test_what_is_held_for_an_hour_is_taken_back_and_told(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    held = (await scraped.give()).entry
    assert await scraped.queue.sweep(NOW + HOUR - MINUTE) == 0
    assert await scraped.queue.next("k-2", NOW + HOUR - MINUTE) is None
    assert await scraped.queue.sweep(NOW + HOUR) == 1
    assert await scraped.alerts() == [("scrape_stuck", "baker", False)]
    told = await scraped.queue.next("k-2", NOW + HOUR)
    assert told is not None
    assert await scraped.queue.complete(turn(held), 1, NOW + HOUR) is None, "it is somebody else's now"
    await scraped.queue.complete(Turn(held.queue_id, "k-2"), 1, NOW + HOUR)
    assert (await scraped.alerts())[1:] == [("scrape_stuck", "baker", True)]


async def test_a_round_that_is_done_with_ends_without_a_word(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    entry = (await scraped.give()).entry
    for platform in entry.sites:
        await scraped.queue.bring(turn(entry), Brought(platform, ["a"], complete=True), NOW)
    assert await scraped.queue.sweep(NOW) == 0, "its scraper may have something to say yet"
    assert await scraped.queue.sweep(NOW + MINUTE) == 1
    assert len(await scraped.reports()) == len(entry.sites)
    after = await scraped.queue.complete(turn(entry), 6, NOW + 2 * MINUTE)
    assert after is not None
    assert len(await scraped.reports()) == len(entry.sites)


async def test_three_failures_in_a_row_are_told_once(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    for hour in range(5):
        entry = (await scraped.give(hour * HOUR)).entry
        assert await scraped.queue.fail(turn(entry), Failure("no answer"), NOW + hour * HOUR) is not None
        assert len(await scraped.alerts()) == (hour >= 2)
    assert await scraped.alerts() == [("scrape_failures", "baker", False)]
    entry = (await scraped.give(9 * HOUR)).entry
    await scraped.queue.complete(turn(entry), 1, NOW + 9 * HOUR)
    assert (await scraped.alerts())[1:] == [("scrape_failures", "baker", True)]


async def test_a_platform_that_fails_for_role_after_role_is_told_too(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker", "Plumber", "Registered Nurse"))
    for _ in range(3):
        entry = (await scraped.give()).entry
        after = await scraped.queue.fail(turn(entry), Failure("blocked", "monster"), NOW)
        assert after is not None
        assert (after.status, after.sites["monster"].status) == ("scraping", "failed")
        await scraped.queue.bring(turn(entry), Brought("dice", ["a"]), NOW)
        await scraped.queue.complete(turn(entry), 0, NOW)
    assert await scraped.alerts() == [("scrape_failures", "monster", False)]
    entry = (await scraped.give(HOUR)).entry
    await scraped.queue.bring(turn(entry), Brought("monster", ["a"]), NOW + HOUR)
    assert (await scraped.alerts())[1:] == [("scrape_failures", "monster", True)]


async def test_a_failure_that_is_told_again_is_the_same_failure(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    entry = (await scraped.give()).entry
    once = await scraped.queue.fail(turn(entry), Failure("no answer", "dice"), NOW)
    for _ in range(4):
        assert await scraped.queue.fail(turn(entry), Failure("no answer", "dice"), NOW + MINUTE) == once
    assert once is not None
    assert once.retries == 1
    assert await scraped.alerts() == []


async def test_platforms_that_fail_beside_others_are_no_failure_of_the_role(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    entry = (await scraped.give()).entry
    for platform in ("linkedin", "indeed", "monster", "glassdoor"):
        after = await scraped.queue.fail(turn(entry), Failure("robots.txt doesn't allow it", platform), NOW)
    assert after is not None
    assert (after.status, after.retries, after.failed_rounds) == ("scraping", 4, 0)
    assert await scraped.alerts() == []


async def test_a_role_whose_every_platform_failed_is_back_in_the_queue(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    entry = (await scraped.give()).entry
    for platform in entry.sites:
        after = await scraped.queue.fail(turn(entry), Failure("blocked", platform), NOW)
    assert after is not None
    assert (after.status, after.last_error) == ("pending", "blocked")


async def test_a_role_that_failed_waits_longer_each_time_and_never_for_ever(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    waits = []
    at = timedelta()
    for _ in range(12):
        after = await scraped.queue.fail(turn((await scraped.give(at)).entry), Failure("no"), NOW + at)
        assert after is not None
        waits.append(after.not_before - (NOW + at))
        assert waits[-1] <= timedelta() or await scraped.queue.next("k-1", NOW + at) is None
        at += waits[-1]
    assert waits[:4] == [timedelta(), MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert waits[-1] == HOUR


async def test_what_shall_not_be_tried_again_rests_for_a_day(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    after = await scraped.queue.fail(turn((await scraped.give()).entry), Failure("no such thing", retry=False), NOW)
    assert after is not None
    assert after.status == "failed"
    assert await scraped.queue.next("k-1", NOW + 23 * HOUR) is None
    assert ((await scraped.give(24 * HOUR)).entry).role == "baker"


async def test_with_a_role_goes_what_was_told_of_it(scraped: Scraped) -> None:
    await scraped.note(wanting("Baker"))
    await scraped.queue.complete(turn((await scraped.give()).entry), 0, NOW)
    await scraped.note(wanting())
    await scraped.queue.overview(NOW + MINUTE, 1)
    assert await scraped.alerts() == [("scrape_no_postings", "baker", False), ("scrape_no_postings", "baker", True)]
