"""Who sends many waits for themselves, and not others for them."""

import asyncio

import pytest

from rematch_ingest.api.cvs import is_one
from rematch_ingest.api.turns import Turns


async def test_a_tenant_with_many_leaves_places_to_others() -> None:
    turns, go_on = Turns(2), asyncio.Event()
    order: list[str] = []

    async def one(tenant: str) -> None:
        async with turns.of(tenant):
            order.append(tenant)
            await go_on.wait()

    async with asyncio.timeout(5), asyncio.TaskGroup() as together:
        for tenant in ["many"] * 5 + ["few"]:
            together.create_task(one(tenant))
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert order == ["many", "few"]
        go_on.set()
    assert order == ["many", "few", *["many"] * 4]
    assert turns.waited_for == 0


async def test_who_gives_up_waiting_leaves_nothing_behind() -> None:
    turns = Turns(1)
    async with asyncio.timeout(5), turns.of("demo"):
        second = asyncio.ensure_future(_enter(turns))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
    async with asyncio.timeout(5), turns.of("demo"):
        assert turns.waited_for == 1
    assert turns.waited_for == 0


async def _enter(turns: Turns) -> None:
    async with turns.of("demo"):
        raise AssertionError("it was not its turn")


@pytest.mark.parametrize(
    ("path", "is_cv"),
    [
        ("/v1/candidates/c-1/cv", True),
        ("/v1/candidates/cv/cv", True),
        ("/v1/candidates/cv", False),
        ("/v1/candidates/c-1/cv/draft", False),
        ("/v1/tenants/cv", False),
        ("/v1/candidates/a/b/cv", False),
    ],
)
def test_a_cv_is_told_by_its_route_and_not_by_a_name(path: str, is_cv: bool) -> None:
    assert is_one(path) is is_cv
