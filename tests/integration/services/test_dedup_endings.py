"""dedup as a service and as several: what ends, ends once; what is refused is answered."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import CRAWL_REPORTS, DEDUPED_JOBS, INGEST_OUTCOMES, RAW_JOBS, CrawlReport, Event, Topic
from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.outbox import Outbox
from rematch_common.records import Outgoing
from rematch_common.service import Service
from rematch_dedup.adapters.postgres_crawls import PostgresCrawls
from rematch_dedup.adapters.postgres_openings import PostgresOpenings
from rematch_dedup.bootstrap import build
from rematch_dedup.domain.decision import Rules
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.ending import EndAds
from rematch_dedup.settings import Settings
from rematch_devstack.waiting import until
from tests.contract.openings_subjects import HOUR, changed, job, records
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW
from tests.integration.common.topics import content, publisher
from tests.integration.services.running import Place, serving
from tests.servers import Postgres

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MONTH = timedelta(days=30)
SECOND = timedelta(seconds=1)


class Replica:
    """A dedup that has database connections of its own, and publishes to what all share."""

    def __init__(self, database: Database, broker: FakePublisher, now: datetime) -> None:
        openings, self._outbox = PostgresOpenings(database), Outbox("dedup", database, broker)
        self.crawls = PostgresCrawls(database)
        self.timer = EndAds(openings, self._outbox.drain, lambda: now, page=3)
        self._handle = Deduplicate(openings, lambda: now, Rules())

    async def see(self, first: int, *numbers: int, hours: float = 0.0) -> None:
        ads = [job(n, company=f"Firm {n} Freight", scraped_at=NOW + hours * HOUR) for n in numbers]
        await self._handle(records(*ads, first=first))
        await self._outbox.drain()


@asynccontextmanager
async def replica(postgres: Postgres, broker: FakePublisher, now: datetime) -> AsyncIterator[Replica]:
    async with postgres.opened("dedup") as database:
        yield Replica(database, broker, now)


@pytest.fixture
async def emptied(postgres: Postgres) -> Postgres:
    await postgres.empty("dedup")
    return postgres


def ends(broker: FakePublisher) -> list[tuple[str, str, int]]:
    events = [orjson.loads(record.value or b"") for record in broker.of(DEDUPED_JOBS.name)]
    return [(event["job_id"], event["reason"], event["version"]) for event in events if "reason" in event]


async def test_the_timers_of_two_replicas_fire_at_once_and_every_opening_ends_once(emptied: Postgres) -> None:
    broker, then = FakePublisher(), NOW + MONTH
    async with replica(emptied, broker, then) as one, replica(emptied, broker, then) as other:
        await one.see(0, *range(20))
        openings = len(broker.of(DEDUPED_JOBS.name))
        for _ in range(3):
            await asyncio.gather(one.timer(), other.timer(), one.timer(), other.timer())
    assert openings >= 10
    assert len({job_id for job_id, *_ in ends(broker)}) == len(ends(broker)) == openings
    assert {(reason, version) for _, reason, version in ends(broker)} == {("expired", 2)}


async def test_a_process_that_ends_between_storing_and_telling_leaves_it_to_the_next(emptied: Postgres) -> None:
    broker, then = FakePublisher(), NOW + MONTH
    async with replica(emptied, broker, then) as first:
        await first.see(0, *range(6))
        openings = len(broker.of(DEDUPED_JOBS.name))
        broker.away = 1
        with pytest.raises(DependencyAway):
            await first.timer()
    assert ends(broker) == []
    async with replica(emptied, broker, then) as second:
        await second.timer()
        await second.timer()
    assert len({job_id for job_id, *_ in ends(broker)}) == len(ends(broker)) == openings


async def test_reports_that_are_applied_long_after_close_what_is_gone_and_nothing_else(emptied: Postgres) -> None:
    """dedup was down for three crawls; the reports are read before the postings."""
    broker = FakePublisher()
    async with replica(emptied, broker, NOW + 12 * HOUR) as one:
        await one.see(0, *range(6))
        for hour in (1, 3, 5):
            await one.crawls.report([_crawl(NOW + hour * HOUR, NOW + (hour + 1) * HOUR, seen=5)])
        for late in range(1, 6):
            assert await one.crawls.apply() == 0
            await one.timer()
            assert ends(broker) == []
            await one.see(10 * late, late, hours=5.5)
    async with replica(emptied, broker, NOW + 12 * HOUR) as one, replica(emptied, broker, NOW + 12 * HOUR) as other:
        assert sum(await asyncio.gather(one.crawls.apply(), other.crawls.apply())) == 2, "one ad, by two crawls"
        await asyncio.gather(one.timer(), other.timer())
    assert [(reason, version) for _, reason, version in ends(broker)] == [("unseen", 2)]


def _crawl(started: datetime, finished: datetime, seen: int, source: str = "lever") -> CrawlReport:
    return CrawlReport(source=source, scope="all", started=started, finished=finished, complete=True, seen=seen)


async def test_the_service_ends_what_is_over_or_gone_and_answers_what_it_refuses(emptied: Postgres, kafka: str) -> None:
    place, source, began = Place(emptied, kafka), f"board-{uuid4().hex[:8]}", utc_now()
    gone, over, still = (job(n, source=source, company=f"Firm {n} Freight", scraped_at=began) for n in (1, 3, 6))
    over = changed(over, expires_at=began + SECOND)
    bad = Outgoing(RAW_JOBS.name, b"any", orjson.dumps({"source": source, "external_id": "bad", "title": "Cook"}))
    said = Said(kafka, source)
    async with publisher(kafka) as started, serving(lambda port: _service(place, port)), asyncio.timeout(60):
        await started.publish([*_sent(RAW_JOBS, gone, over), bad])
        await until(_holds(said.ends, ["expired"]))
        # Of another partition, which may be read later.
        await until(_holds(said.refused, ["bad"]))
        (refused,) = await said.refusals()
        assert (refused["external_id"], refused["reason"], refused["field"]) == ("bad", "schema", "company")
        # Reported before what they brought has been read, and read together.
        first, second = utc_now(), utc_now() + 2 * SECOND
        await started.publish(_sent(CRAWL_REPORTS, _crawl(first, second, 1, source), _crawl(second, second, 1, source)))
        await started.publish(_sent(RAW_JOBS, changed(still, scraped_at=second + SECOND)))
        await until(_holds(said.ends, ["expired", "unseen"]))


def _service(place: Place, port: int) -> Service:
    return build(Settings(**place.settings("dedup", port), endings_every=0.1, crawls_every=0.1))


class Said:
    """What is said of the postings of one source."""

    def __init__(self, kafka: str, source: str) -> None:
        self._kafka = kafka
        self._source = source

    async def outcomes(self) -> list[dict[str, Any]]:
        return [told for told in await self._events(INGEST_OUTCOMES) if told.get("source") == self._source]

    async def refusals(self) -> list[dict[str, Any]]:
        return [told for told in await self.outcomes() if told["outcome"] == "rejected"]

    async def refused(self) -> list[str]:
        return [told["external_id"] for told in await self.refusals()]

    async def ends(self) -> list[str]:
        """The end of every opening that has ended."""
        names = {told.get("job_id") for told in await self.outcomes()}
        told = await self._events(DEDUPED_JOBS)
        return sorted(event["reason"] for event in told if event["job_id"] in names and "reason" in event)

    async def _events(self, topic: Topic) -> list[dict[str, Any]]:
        return [orjson.loads(record.value) for record in await content(self._kafka, topic.name) if record.value]


def _sent(topic: Topic, *events: Event) -> Sequence[Outgoing]:
    return [encode(topic, event.key, event, Stamp("test", utc_now())) for event in events]


def _holds(ask: Callable[[], Awaitable[list[str]]], wanted: list[str]) -> Callable[[], Awaitable[bool]]:
    async def asked() -> bool:
        return await ask() == wanted

    return asked
