"""A collector and ingest's own routes: roles are taken, searched for, handed in and given back, whatever sites do."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from rematch_devstack.collect.pacing import waiting
from rematch_devstack.collect.queue_client import AT_ONCE, QueueClient
from rematch_devstack.collect.rounds import Done, Rounds
from rematch_devstack.collect.schedule import LOOK_EVERY, Schedule
from rematch_devstack.collect.sites_file import sites_of
from rematch_devstack.collect.wanted import Found, Site, SiteFailed, Stopped, Wanted
from rematch_devstack.commands.collect import interval
from rematch_devstack.errors import StackError
from tests.unit.common.api_cases import served as on_a_port
from tests.unit.devstack.collect.boards import RSS, Waits, board, fetching
from tests.unit.ingest.queue_cases import RECRUITER, WORKER, Served, served


@dataclass
class FakeSite:
    """See rematch_devstack.collect.wanted.Site."""

    name: str
    answer: Callable[[Wanted], Found]
    asked: list[Wanted] = field(default_factory=list)

    def search(self, wanted: Wanted) -> Found:
        self.asked.append(wanted)
        return self.answer(wanted)


def postings(count: int) -> Callable[[Wanted], Found]:
    told = {"company": "Acme", "description": "Do it."}
    return lambda wanted: Found([{**told, "external_id": str(n), "title": wanted.role} for n in range(count)], True)


def failing(wanted: Wanted) -> Found:
    raise SiteFailed("IP blocked")


@asynccontextmanager
async def collecting(
    sites: Sequence[Site], *titles: str, key: str = WORKER.text
) -> AsyncIterator[tuple[Served, Rounds, QueueClient]]:
    async with served(*titles) as whole, on_a_port(whole.api) as url:
        with httpx.Client(base_url=url, trust_env=False, timeout=20) as client:
            queue = QueueClient(client, key, Waits())
            yield whole, Rounds(queue, {site.name: site for site in sites}, 500), queue


async def status(whole: Served) -> dict[str, Any]:
    told: dict[str, Any] = (await whole.ask("GET", "/v1/scrape-queue/status")).json()
    return told


async def test_every_role_has_its_turn_once_and_what_is_found_is_handed_in() -> None:
    dice = FakeSite("dice", postings(AT_ONCE + 3))
    async with collecting([dice, FakeSite("elsewhere", postings(1))], "Baker", "Plumber") as (whole, rounds, _):
        done = await asyncio.to_thread(rounds.run)
        assert done == Done(roles=2, postings=2 * (AT_ONCE + 3))
        assert sorted(wanted.role for wanted in dice.asked) == ["Baker", "Plumber"]
        assert dice.asked[0].places == ("Austin, TX",)
        assert len(whole.published()) == done.postings
        assert (await status(whole))["queue_stats"]["pending"] == 2
        sent = [orjson.loads(record.value or b"") for record in whole.published()]
        assert {(posting["source"], posting["scrape_role"]) for posting in sent} == {
            ("dice", "baker"),
            ("dice", "plumber"),
        }
        crawl = whole.alerts.events[0].model_dump()
        assert (crawl["source"], crawl["seen"], crawl["complete"]) == ("dice", AT_ONCE + 3, True)


async def test_sites_are_searched_at_once() -> None:
    meet = threading.Barrier(3, timeout=20)

    def together(wanted: Wanted) -> Found:
        meet.wait()
        return postings(1)(wanted)

    sites = [FakeSite(name, together) for name in ("dice", "indeed", "monster")]
    async with collecting(sites, "Baker") as (_, rounds, _):
        assert await asyncio.to_thread(rounds.run) == Done(roles=1, postings=3)


async def test_one_site_that_fails_costs_the_others_nothing() -> None:
    sites = [FakeSite("dice", postings(2)), FakeSite("linkedin", failing)]
    async with collecting(sites, "Baker") as (whole, rounds, _):
        assert await asyncio.to_thread(rounds.run) == Done(roles=1, postings=2, failed=1)
        (role,) = (await status(whole))["recent_activity"]
    assert (role["status"], role["total_jobs_found"]) == ("pending", 2)
    assert role["platforms_status"]["linkedin"] == "failed"


@pytest.mark.parametrize("sites", [[], [FakeSite("linkedin", failing)]])
async def test_where_no_site_gives_anything_the_role_has_failed(sites: list[Site]) -> None:
    async with collecting(sites, "Baker") as (whole, rounds, _):
        assert (await asyncio.to_thread(rounds.run)).postings == 0
        (role,) = (await status(whole))["recent_activity"]
    assert role["status"] == "pending"
    assert role["retry_count"] > 0


async def test_nothing_found_is_no_failure() -> None:
    async with collecting([FakeSite("dice", postings(0))], "Baker") as (whole, rounds, _):
        assert await asyncio.to_thread(rounds.run) == Done(roles=1)
        (role,) = (await status(whole))["recent_activity"]
    assert (role["retry_count"], role["platforms_status"]["dice"]) == (0, "uploaded")


async def test_what_ingest_refuses_is_not_counted_and_stops_nobody() -> None:
    bad = FakeSite("dice", lambda _: Found([{"title": "x"}] * 3))
    async with collecting([bad], "Baker") as (_, rounds, _):
        assert await asyncio.to_thread(rounds.run) == Done(roles=1)


async def test_who_is_stopped_gives_the_role_back() -> None:
    def stopped(wanted: Wanted) -> Found:
        raise Stopped

    async with collecting([FakeSite("dice", stopped)], "Baker") as (whole, rounds, _):
        with pytest.raises(Stopped):
            await asyncio.to_thread(rounds.run)
        assert (await status(whole))["queue_stats"]["scraping"] == 0


async def test_a_key_without_the_scope_is_told_so() -> None:
    async with collecting([FakeSite("dice", postings(1))], "Baker", key=RECRUITER.text) as (_, rounds, _):
        with pytest.raises(StackError, match="403"):
            await asyncio.to_thread(rounds.run)


async def test_a_round_that_somebody_asked_for_begins_at_once() -> None:
    async with collecting([FakeSite("dice", postings(1))], "Baker") as (whole, rounds, queue):
        told: list[Done] = []
        now = [0.0]

        def wait(seconds: float) -> None:
            assert seconds == LOOK_EVERY
            now[0] += seconds
            if len(told) == 2:
                raise Stopped

        schedule = Schedule(queue, rounds, wait, told.append)
        asked = (await whole.ask("POST", "/jobs/run-pipeline")).headers["location"]
        await asyncio.to_thread(schedule.once)
        run = (await whole.ask("GET", asked)).json()
        assert (run["state"], run["roles"], run["postings"]) == ("done", 1, 1)
        second = (await whole.ask("POST", "/jobs/run-pipeline")).headers["location"]
        with pytest.raises(Stopped):
            await asyncio.to_thread(schedule.forever, 900, lambda: now[0])
        assert (await whole.ask("GET", second)).json()["state"] == "done"


def test_the_schedule_goes_by_its_interval() -> None:
    began: list[float] = []
    now = [0.0]

    class Counted(Schedule):
        def once(self) -> Done:
            began.append(now[0])
            return Done()

    class NobodyAsks(QueueClient):
        def take_run(self) -> str | None:
            return None

    def wait(seconds: float) -> None:
        now[0] += seconds
        if now[0] > 2_000:
            raise Stopped

    queue = NobodyAsks(httpx.Client(), "", wait)
    with pytest.raises(Stopped):
        Counted(queue, Rounds(queue, {}, 1), wait, began.append).forever(900, lambda: now[0])  # type: ignore[arg-type]
    assert began == [0.0, 900.0, 1800.0]


async def test_a_feed_of_the_sites_file_ends_as_raw_jobs(tmp_path: Path) -> None:
    with board() as there, fetching(Waits()) as fetch:
        file = tmp_path / "sites.toml"
        url = there.on("/rss", RSS)
        file.write_text(f'[[site]]\nname = "dice"\nkind = "feed"\nurl = "{url}?q={{role}}"\npause = 0\n')
        sites = list(sites_of(file, ["dice"], fetch).values())
        async with collecting(sites, "Python Developer") as (whole, rounds, _):
            assert await asyncio.to_thread(rounds.run) == Done(roles=1, postings=2)
            titles = [orjson.loads(record.value or b"")["title"] for record in whole.published()]
    assert titles == ["Python Developer", "Staff Nurse"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "site"),
        ("[[site]]\n", "name"),
        ('[[site]]\nname = "a b"\n', "name"),
        ('[[site]]\nname = "a"\nkind = "magic"\n', "kind"),
        ('[[site]]\nname = "a"\nkind = "jobspy"\n', "kind"),
        ('[[site]]\nname = "a"\nkind = "feed"\n', "url"),
        ('[[site]]\nname = "a"\nkind = "feed"\nurl = "https://b.example"\npause = "x"\n', "could not convert"),
        ("[[site", "sites.toml"),
    ],
)
def test_a_wrong_sites_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(text)
    with fetching(waiting(threading.Event())) as fetch, pytest.raises(StackError, match=told):
        sites_of(file, [], fetch)


def test_only_sites_that_there_are_can_be_chosen() -> None:
    with fetching(Waits()) as fetch:
        assert list(sites_of(None, ["indeed"], fetch)) == ["indeed"]
        assert "linkedin" in sites_of(None, [], fetch)
        with pytest.raises(StackError, match="no site monster"):
            sites_of(None, ["monster"], fetch)


def test_an_interval_is_a_minute_at_least() -> None:
    assert [interval(told) for told in ("90s", "15m", "2h")] == [90, 900, 7200]
    for wrong in ("", "15", "5s", "0m", "-1m", "1d"):
        with pytest.raises(StackError, match="--every"):
            interval(wrong)
