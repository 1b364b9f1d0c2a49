"""What is looked after now and then."""

from datetime import timedelta

import pytest

from rematch_common.contracts import Alert
from rematch_ingest.domain.queue import PLATFORMS, platforms_of
from rematch_ingest.handlers.alerting import Alerting
from rematch_ingest.handlers.sweeping import SweepQueue, WatchBacklog
from tests.contract.queues import wanting
from tests.fakes.samples import NOW
from tests.fakes.scraping import FakeAlerts, FakeScrapeQueue


class FakeUnread:
    """See rematch_ingest.ports.unread.Unread."""

    def __init__(self, *counts: int) -> None:
        self._counts = list(counts)

    async def postings(self) -> int:
        return self._counts.pop(0)


async def watched(*counts: int) -> list[bool]:
    """What was told: True for over."""
    alerts = FakeAlerts()

    async def settle() -> None:
        return None

    watch = WatchBacklog(FakeUnread(*counts), Alerting(alerts, settle, lambda: NOW))
    for _ in counts:
        await watch()
    assert watch.waiting == counts[-1]
    return [event.resolved_at is not None for event in alerts.events if isinstance(event, Alert)]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((100, 100, 100), []),
        ((0, 5_000, 0), []),
        ((101, 101), [False]),
        ((500, 400, 300, 200), [False]),
        ((500, 400, 100, 0, 900, 900), [False, True, False]),
    ],
)
async def test_a_backlog_that_stays_is_told_until_it_is_gone(counts: tuple[int, ...], told: list[bool]) -> None:
    assert await watched(*counts) == told


async def test_a_sweep_publishes_what_it_tells() -> None:
    alerts = FakeAlerts()
    queue = FakeScrapeQueue(alerts)
    queue.note(wanting("Baker"))
    await queue.next("k-1", NOW - timedelta(hours=2))
    told: list[int] = []

    async def settle() -> None:
        told.append(len(alerts.events))

    await SweepQueue(queue, settle, lambda: NOW)()
    assert told == [1]


def test_a_deployment_adds_platforms_and_leaves_some_out() -> None:
    assert platforms_of("") == PLATFORMS
    assert platforms_of(" Lever, dice ,-monster,,-techfetch") == ("linkedin", "glassdoor", "indeed", "dice", "lever")


@pytest.mark.parametrize("told", ["a b", "x;y", "-", "ümlaut", "a" * 65])
def test_a_platform_has_a_plain_name(told: str) -> None:
    with pytest.raises(ValueError, match="REMATCH_PLATFORMS"):
        platforms_of(told)
