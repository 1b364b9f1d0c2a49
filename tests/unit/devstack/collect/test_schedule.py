"""When rounds begin, and what sites there are."""

import asyncio
import sys
import threading
from pathlib import Path
from types import ModuleType

import httpx
import orjson
import pytest

from rematch_devstack.collect.pacing import waiting
from rematch_devstack.collect.queue_client import QueueClient
from rematch_devstack.collect.rounds import Done, Rounds
from rematch_devstack.collect.schedule import LOOK_EVERY, Schedule
from rematch_devstack.collect.sites_file import sites_of
from rematch_devstack.collect.wanted import Stopped
from rematch_devstack.commands.collect import interval
from rematch_devstack.errors import StackError
from tests.unit.devstack.collect.boards import RSS, Waits, board, fetching
from tests.unit.devstack.collect.collecting import FakeSite, collecting, postings


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


def test_a_site_is_searched_only_where_somebody_has_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jobspy", ModuleType("jobspy"))
    file = tmp_path / "sites.toml"
    file.write_text('[[site]]\nname = "own"\nkind = "feed"\nurl = "https://b.example"\n')
    with fetching(Waits()) as fetch:
        assert list(sites_of(None, ["indeed"], fetch)) == ["indeed"]
        assert list(sites_of(file, [], fetch)) == ["own"]
        assert list(sites_of(file, ["own", "bayt"], fetch)) == ["own", "bayt"]
        with pytest.raises(StackError, match=r"read its terms, with --site .*linkedin"):
            sites_of(None, [], fetch)
        with pytest.raises(StackError, match="no site monster"):
            sites_of(None, ["monster"], fetch)


def test_an_interval_is_a_minute_at_least() -> None:
    assert [interval(told) for told in ("90s", "15m", "2h")] == [90, 900, 7200]
    for wrong in ("", "15", "5s", "0m", "-1m", "1d"):
        with pytest.raises(StackError, match="--every"):
            interval(wrong)
