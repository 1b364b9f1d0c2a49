"""A collector and ingest's own routes: roles are taken, searched for, handed in and given back, whatever sites do."""

import asyncio
import threading
from datetime import timedelta

import orjson
import pytest

from rematch_devstack.collect.queue_client import AT_ONCE
from rematch_devstack.collect.rounds import Done
from rematch_devstack.collect.wanted import Found, Site, Stopped, Wanted
from rematch_devstack.errors import StackError
from tests.unit.devstack.collect.collecting import FakeSite, collecting, failing, postings, status
from tests.unit.ingest.queue_cases import RECRUITER


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


async def test_a_key_that_has_too_many_roles_is_told_so() -> None:
    async with collecting([], *[f"Maker of {number} things" for number in range(3)]) as (whole, rounds, _):
        whole.queue.most_held = 2
        for _ in range(2):
            await whole.next()
        with pytest.raises(StackError, match="as many roles as it may"):
            await asyncio.to_thread(rounds.run)


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


async def test_where_sites_fail_for_longer_than_a_failure_rests_every_role_still_has_one_turn_a_round() -> None:
    now = [0.0]

    def slowly_failing(wanted: Wanted) -> Found:
        now[0] += 20
        whole.now += timedelta(seconds=20)
        return failing(wanted)

    dice = FakeSite("dice", slowly_failing)
    titles = [f"Maker Of {number} Things" for number in range(10)]
    async with collecting([dice], *titles) as (whole, rounds, _):
        for turn in (1, 2):
            done = await asyncio.to_thread(rounds.run, lambda: now[0])
            assert (done.roles, done.failed) == (10, 10)
            whole.now += timedelta(hours=1)
            assert sorted(wanted.role for wanted in dice.asked) == sorted(titles * turn)
        told = (await status(whole))["recent_activity"]
    assert {role["retry_count"] for role in told} == {4}, "of two rounds, a platform and a role each"


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
