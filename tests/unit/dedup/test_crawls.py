"""Crawl reports are kept beside the postings of their batch, unless they can't be true."""

from datetime import datetime

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import CRAWL_REPORTS, RAW_JOBS, CrawlReport
from rematch_common.errors import InvalidRecord
from rematch_dedup.domain.decision import Rules
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.crawls import KeepReports, with_reports
from tests.fakes.openings import FakeOpenings
from tests.fakes.samples import NOW, posting, received
from tests.unit.dedup.ended import DAY, HOUR


def report(started: datetime, finished: datetime, complete: bool = True) -> Received:
    told = CrawlReport(source="lever", scope="all", started=started, finished=finished, complete=complete, seen=1)
    return received(CRAWL_REPORTS, told.key, told)


async def test_of_a_mixed_batch_each_handler_gets_its_own() -> None:
    openings = FakeOpenings()
    handle = with_reports(Deduplicate(openings, lambda: NOW, Rules()), KeepReports(openings, lambda: NOW))
    seen = received(RAW_JOBS, "k", posting(1))
    assert await handle([report(NOW - HOUR, NOW), seen]) == []
    assert (len(openings.ads), len(openings.reports)) == (1, 1)
    assert await handle([report(NOW - 2 * HOUR, NOW - HOUR)]) == []
    assert (len(openings.ads), len(openings.reports)) == (1, 2)


async def test_a_crawl_that_was_not_complete_says_nothing_and_one_told_twice_is_one() -> None:
    openings = FakeOpenings()
    keep = KeepReports(openings, lambda: NOW)
    await keep([report(NOW - HOUR, NOW, complete=False)])
    assert openings.reports == {}
    await keep([report(NOW - HOUR, NOW), report(NOW - HOUR, NOW)])
    await keep([report(NOW - HOUR, NOW)])
    assert len(openings.reports) == 1


@pytest.mark.parametrize(
    ("started", "finished", "reason"),
    [(NOW, NOW - HOUR, "ended_before_start"), (NOW, NOW + 2 * DAY, "in_the_future")],
)
async def test_a_report_that_can_not_be_true_is_refused_by_its_field(
    started: datetime, finished: datetime, reason: str
) -> None:
    openings = FakeOpenings()
    with pytest.raises(InvalidRecord) as refused:
        await KeepReports(openings, lambda: NOW)([report(started, finished)])
    assert (refused.value.reason, refused.value.field) == (reason, "finished")
    assert openings.reports == {}
