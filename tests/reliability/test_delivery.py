"""Whoever subscribed is told of everything, and of nothing twice but by the very message that was on its way."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from itertools import groupby
from pathlib import Path

import pytest
import pytest_asyncio

from rematch_devstack.standin.endpoints import Reply
from tests.reliability.conftest import Report
from tests.reliability.harness import points
from tests.reliability.harness.delivering import Post, jobs_of, post

pytestmark = [pytest.mark.stack, pytest.mark.reliability, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here() -> AsyncIterator[Post]:
    with tempfile.TemporaryDirectory(prefix="rematch-", ignore_cleanup_errors=True) as folder:
        async with post(Path(folder)) as running:
            yield running


def told_once(here: Post) -> int:
    """How many messages came more than once; each was the same, and nothing is in two of them."""
    by_id = sorted(here.arrived, key=lambda one: one.headers["webhook-id"])
    groups = [list(copies) for _, copies in groupby(by_id, key=lambda one: one.headers["webhook-id"])]
    assert all(one.body == copies[0].body for copies in groups for one in copies)
    jobs = [job for copies in groups for job in jobs_of(copies[0])]
    assert len(jobs) == len(set(jobs))
    return sum(len(copies) > 1 for copies in groups)


@pytest.mark.parametrize("point", points.OF_DELIVERIES)
async def test_death_at_every_point_of_a_delivery(here: Post, point: str, report: Report) -> None:
    before = told_once(here)
    await here.system.supervisor.stop("notify")
    jobs = await here.publish(5)
    await here.dies_at(point)
    came = len(here.arrived)
    await here.system.supervisor.start("notify")
    await here.all_told(jobs)
    if point == "notify.sent":
        async with asyncio.timeout(60):
            await here.endpoints.until_arrived("/hook", came + 1)
    again = told_once(here) - before
    assert again == (point == "notify.sent"), "only what was sent and not known to be is sent again"
    report(point=point, sent_again=again)


async def test_kill_9_while_an_endpoint_hangs_sends_the_same_again(here: Post) -> None:
    before, came = told_once(here), len(here.arrived)
    here.endpoints.replies["/hook"] = Reply(hangs=True)
    jobs = await here.publish(3)
    async with asyncio.timeout(60):
        await here.endpoints.until_arrived("/hook", came + 1)
    here.system.supervisor.kill("notify")
    here.endpoints.replies["/hook"] = Reply()
    await here.all_told(jobs)
    async with asyncio.timeout(60):
        await here.endpoints.until_arrived("/hook", came + 2)
    assert told_once(here) == before + 1
