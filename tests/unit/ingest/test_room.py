"""What is sent at once has so much room; who finds none is asked to come again, and what was taken is given back."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import HTTPException, Request

from rematch_common.contracts import MAX_RAW_BYTES
from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_ingest.api.bodies import Chunks
from rematch_ingest.api.common import json_of
from rematch_ingest.api.lists import items_in
from rematch_ingest.api.room import PARSED, Place, Room
from tests.unit.common.api_cases import client_of, served


@asynccontextmanager
async def rooms(size: int, go_on: asyncio.Event) -> AsyncIterator[httpx.AsyncClient]:
    """A route that holds what it has read until it may go on."""
    api = new_api("test", Health({}))

    @api.post("/")
    async def hold(request: Request) -> int:
        body = await request.body()
        await go_on.wait()
        return len(body)

    api.add_middleware(Room, lambda _: 2, size)
    async with client_of(api) as client:
        yield client


async def test_who_finds_no_room_comes_again() -> None:
    go_on = asyncio.Event()
    async with asyncio.timeout(10), rooms(100, go_on) as client:
        first = asyncio.ensure_future(client.post("/", content=b"x" * 30))
        second = asyncio.ensure_future(client.post("/", content=b"x" * 30))
        done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
        refused = done.pop().result()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "3")
        go_on.set()
        assert sorted([(await first).status_code, (await second).status_code]) == [200, 503]
        assert (await client.post("/", content=b"x" * 50)).json() == 50


async def test_what_would_never_find_room_is_too_large() -> None:
    async with rooms(100, asyncio.Event()) as client:
        answer = await client.post("/", content=b"x" * 51)
    assert answer.status_code == 413
    assert "50 bytes" in answer.json()["detail"]


def of(tenant: str, room: Room) -> Place:
    return Place(room, {"state": {"rematch_tenant": tenant}})


def test_a_tenant_s_requests_leave_half_of_the_room_to_others() -> None:
    room = Room(new_api("test", Health({})), lambda _: 0, 100)
    first, second, other = of("demo", room), of("demo", room), of("second", room)
    first.take(30)
    with pytest.raises(HTTPException) as refused:
        second.take(30)
    assert refused.value.status_code == 503
    other.take(50)
    first.give_back()
    other.give_back()
    second.take(90)  # alone it may be larger, or it could never be sent
    second.give_back()
    assert (room.free, room.held) == (100, {})


async def test_what_has_not_come_whole_does_not_weigh_what_it_may_become() -> None:
    api = new_api("test", Health({}))
    api.post("/")(_length)
    api.add_middleware(Room, lambda _: 40, 400)
    held, go_on = asyncio.Event(), asyncio.Event()

    async def half() -> AsyncIterator[bytes]:
        yield b"x" * 9
        held.set()
        await go_on.wait()
        yield b"x"

    async with asyncio.timeout(10), served(api) as url, httpx.AsyncClient(base_url=url) as client:
        slow = asyncio.ensure_future(client.post("/", content=half()))
        await held.wait()
        assert (await client.post("/", content=b"x" * 4)).json() == 4
        go_on.set()
        assert (await slow).json() == 10


async def _length(request: Request) -> int:
    return len(await request.body())


async def sent(body: bytes) -> Chunks:
    for at in range(0, len(body), 100_000):
        yield body[at : at + 100_000]


def place() -> Place:
    return Place(Room(new_api("test", Health({})), lambda _: 0), {})


async def test_a_long_list_is_cut_instead_of_parsed() -> None:
    item = b'{"title":"%b"}' % (b"x" * 10_000)
    items = await items_in(sent(b"[" + b",".join([item] * 300) + b"]"), place())
    assert list(items) == [item] * 300


async def test_a_short_list_is_parsed() -> None:
    assert await items_in(sent(b'[{"a":1},2]'), place()) == [{"a": 1}, 2]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" + b"{}," * MAX_RAW_BYTES, 422),
        (b"[" + b'{"a":"' + b"x" * 900_000 + b'"},' + b'{"a":"' + b"x" * 900_000, 400),
        (b"[" + b"1," * MAX_RAW_BYTES + b"1]", 400),
    ],
)
async def test_a_long_list_that_is_none_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(HTTPException) as refused:
        await items_in(sent(body), place())
    assert refused.value.status_code == status


async def test_one_posting_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(HTTPException, match="at most") as refused:
        await items_in(sent(b'{"title":"' + b"x" * MAX_RAW_BYTES + b'"}'), place())
    assert refused.value.status_code == 413


async def test_what_is_unpacked_weighs_as_what_it_is() -> None:
    api = new_api("test", Health({}))
    held, go_on = asyncio.Event(), asyncio.Event()

    @api.post("/")
    async def read(request: Request) -> int:
        said = await json_of(request, 10_000)
        held.set()
        await go_on.wait()
        return len(said)

    api.add_middleware(Room, lambda _: PARSED, PARSED * 2_000)
    zipped = {"Content-Encoding": "gzip"}
    async with asyncio.timeout(10), client_of(api) as client:
        first = asyncio.ensure_future(client.post("/", content=gzip.compress(b"[%s]" % (b" " * 900)), headers=zipped))
        await held.wait()
        second = await client.post("/", content=gzip.compress(b"[%s]" % (b" " * 300)), headers=zipped)
        assert (second.status_code, second.headers["retry-after"]) == (503, "3")
        third = await client.post("/", content=gzip.compress(b"[%s]" % (b" " * 1_999)), headers=zipped)
        assert (third.status_code, "2,000 bytes" in third.json()["detail"]) == (413, True)
        go_on.set()
        assert (await first).json() == 0
        assert (await client.post("/", content=b"[%s]" % (b" " * 1_998))).json() == 0, "all was given back"
