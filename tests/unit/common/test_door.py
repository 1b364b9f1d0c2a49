"""Who has no key is told before anything of a body is read; who keeps a body back is told, and the connection ends."""

import asyncio

import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rematch_common.door import Door
from rematch_common.keys import mint
from rematch_common.problems import Refusal
from tests.unit.common.api_cases import api_with_routes, client_of, served
from tests.unit.common.test_keys import complete, key_of, ring, told

KEY = mint()
BEARER = {"Authorization": f"Bearer {KEY.text}"}


async def locked() -> FastAPI:
    keys = await complete(ring())
    await keys.learn([told(key_of(KEY))])
    return api_with_routes({}, keys)


async def asked(api: FastAPI, path: str, *headers: str) -> bytes:
    """All that is answered until the connection ends, where only the beginning of a body comes."""
    async with served(api) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = [f"POST {path} HTTP/1.1", "Host: x", "Content-Length: 4000000", *headers, "", ""]
        writer.write("\r\n".join(head).encode() + b"[1")
        try:
            async with asyncio.timeout(10):
                return await reader.read()
        finally:
            writer.close()


@pytest.mark.parametrize("path", ["/numbers", "/raw", "/nowhere"])
async def test_without_a_key_nothing_of_a_body_is_awaited_and_the_connection_ends(path: str) -> None:
    answer = await asked(await locked(), path)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"www-authenticate: Bearer" in answer
    assert b"urn:rematch:problem:key-missing" in answer


async def test_without_a_key_it_is_no_matter_what_the_body_says() -> None:
    async with client_of(await locked()) as client:
        assert (await client.post("/numbers", content=b"{bad")).status_code == 401
        assert (await client.post("/numbers", content=b"{bad", headers=BEARER)).status_code == 400


@pytest.mark.parametrize("path", ["/numbers", "/raw"])
async def test_a_body_that_stays_away_is_408_and_the_connection_ends(path: str) -> None:
    api = await locked()
    api.add_middleware(_HurriedDoor)
    answer = await asked(api, path, f"X-API-Key: {KEY.text}", "Content-Type: application/json")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer
    assert b"urn:rematch:problem:too-slow" in answer


async def test_a_body_that_only_drips_is_408() -> None:
    """Each piece comes in time; all of them together don't."""
    come = 0

    async def drip() -> Message:
        nonlocal come
        come += 1
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(Refusal) as refused:
        async with asyncio.timeout(10):
            await _HurriedDoor(_read_all)(await _scope(), drip, _nowhere)
    assert refused.value.status_code == 408
    assert come > 1


async def test_what_comes_after_the_body_is_awaited_for_as_long_as_it_takes() -> None:
    """That who asked has gone: what is streamed to them waits for it."""
    messages: list[Message] = [{"type": "http.request", "body": b""}, {"type": "http.disconnect"}]

    async def late() -> Message:
        if len(messages) == 1:
            await asyncio.sleep(0.4)  # longer than the door waits for a body
        return messages.pop(0)

    await _HurriedDoor(_read_all)(await _scope(), late, _nowhere)
    assert messages == []


class _HurriedDoor(Door):
    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app, idle=0.2, least_rate=1_000)


async def _scope() -> Scope:
    return {"type": "http", "app": await locked(), "path": "/", "headers": [(b"x-api-key", KEY.text.encode())]}


async def _read_all(_: Scope, receive: Receive, __: Send) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nowhere(_: Message) -> None:
    return None


@pytest.mark.parametrize("path", ["/l", "/u", "/lists", "/v1/l/token", "//l/token"])
async def test_only_links_of_messages_are_keys_by_themselves(path: str) -> None:
    async with client_of(await locked()) as client:
        assert (await client.post(path)).status_code == 401
        for link in ("/l/token", "/u/token"):
            assert (await client.post(link)).status_code == 404, "this service has none"
