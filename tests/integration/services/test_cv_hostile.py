"""CVs that no well-meaning client sends: others upload theirs all the same, and the memory stays bounded."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from rematch_devstack.ports import LOOPBACK
from tests.integration.services.ingest_process import MIB, Watched, watched
from tests.integration.services.running import Place, bearer

pytestmark = pytest.mark.stack
MOST_MEMORY = 400 * MIB
CV = b"Maria\nSenior Python developer\n8 years of Python and Django\n"


async def slow(ingest: Watched, key: str, stack: AsyncExitStack) -> None:
    """Somebody who announces nine megabytes and brings a piece of them."""
    _, writer = await asyncio.open_connection(LOOPBACK, ingest.port)
    stack.callback(writer.close)
    head = f"POST /v1/candidates/one/cv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
    writer.write(f"{head}Content-Type: text/plain\r\nContent-Length: 9000000\r\n\r\n".encode() + b"x" * 9_000)
    await writer.drain()


async def test_who_brings_a_cv_slowly_keeps_nobody_else_from_it(place: Place) -> None:
    first, second = await place.key("demo", "candidates:write"), await place.key("second", "candidates:write")
    async with asyncio.timeout(100), watched(place) as ingest, AsyncExitStack() as stack:
        for key in (first, second):
            assert (await ingest.client.put("/v1/candidates/one", json={}, headers=bearer(key))).is_success
        for _ in range(6):
            await slow(ingest, first, stack)
        headers = bearer(second) | {"Content-Type": "text/plain"}
        # The slow ones may go on for a minute: this one does not wait for them.
        async with asyncio.timeout(20):
            answer = await ingest.client.post("/v1/candidates/one/cv", content=CV, headers=headers)
        assert answer.status_code == 200, answer.text


async def test_who_is_called_cv_has_no_more_room_than_others(place: Place) -> None:
    key = await place.key("demo", "candidates:write")
    large = b'{"titles":[' + b'{"a":1},' * (15 * MIB // 8) + b"{}]}"
    async with asyncio.timeout(100), watched(place) as ingest:
        for ask, path in ((ingest.client.put, "/v1/candidates/cv"), (ingest.client.patch, "/v1/candidates/cv")):
            answers = await asyncio.gather(*(ask(path, content=large, headers=bearer(key)) for _ in range(4)))
            assert {answer.status_code for answer in answers} == {413}
        assert ingest.most_memory() < MOST_MEMORY, f"{ingest.most_memory() / MIB:.0f} MiB"
