"""Keep what crawlers report, beside the postings that they bring."""

from collections.abc import Sequence
from datetime import timedelta

from rematch_common.clock import Now
from rematch_common.consume import Handler, Received
from rematch_common.contracts import CrawlReport
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing
from rematch_dedup.ports import Crawls

# How far ahead a crawler's clock may be, time zones forgotten included.
_FAST_CLOCK = timedelta(days=1)


class KeepReports:
    """The handler of crawl-reports. What a report means is found out later: see the port."""

    def __init__(self, crawls: Crawls, now: Now) -> None:
        self._crawls = crawls
        self._now = now

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        reports = [received.event for received in batch if isinstance(received.event, CrawlReport)]
        for report in reports:
            self._check(report)
        await self._crawls.report(reports)
        return ()

    def _check(self, report: CrawlReport) -> None:
        if report.finished < report.started:
            raise InvalidRecord("ended_before_start", "finished lies before started", field="finished")
        # Nothing that began before it would count any more.
        if report.finished > self._now() + _FAST_CLOCK:
            raise InvalidRecord(
                "in_the_future", "finished lies in the future: report a crawl when it has ended", field="finished"
            )


def with_reports(postings: Handler, reports: Handler) -> Handler:
    """One handler for a consumer that reads both: of each batch, each gets its own."""

    async def handle(batch: Sequence[Received]) -> Sequence[Outgoing]:
        told = [received for received in batch if isinstance(received.event, CrawlReport)]
        seen = [received for received in batch if not isinstance(received.event, CrawlReport)]
        return [
            *(await reports(told) if told else ()),
            *(await postings(seen) if seen else ()),
        ]

    return handle
