"""What becomes of every answer that is none, in OpenAI's protocol."""

import asyncio
import json
from typing import Any

import pytest

from rematch_match.domain.verdicts.prompts import SCHEMA
from rematch_match.ports.providers import Away, Limited, Refused
from tests.unit.match.judges.asking import KEY, MESSAGES, Open
from tests.unit.match.judges.scripted import Scripted


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"boom", {}),
        (503, b"{}", {}),
        (408, b"{}", {}),
        (200, b"<html>", {"Content-Type": "text/html"}),
        (200, b"{nope", {}),
        (200, b"", {}),
        (200, b"[]", {}),
        (200, b"{}", {}),
        (200, b'{"choices": []}', {}),
        (200, b'{"choices": "abc"}', {}),
        (200, b'{"choices": [{"message": null}]}', {}),
        (200, b'{"choices": [', {"Content-Length": "999"}),
    ],
)
async def test_a_broken_answer_is_one_that_is_away(server: Scripted, opened: Open, answer: Any) -> None:
    server.answer = answer
    with pytest.raises(Away, match=server.url) as away:
        await opened().complete(MESSAGES, SCHEMA)
    assert not isinstance(away.value, Limited)


async def test_one_that_is_gone_is_away(server: Scripted, opened: Open) -> None:
    with pytest.raises(Away, match="doesn't answer"):
        await opened(url="http://127.0.0.1:9/v1").complete(MESSAGES, SCHEMA)
    server.released.clear()
    with pytest.raises(Away, match="doesn't answer"):
        await opened(timeout=0.1).complete(MESSAGES, SCHEMA)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "3"}, 3.0),
        (429, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        (429, {"Retry-After": "soon"}, None),
        (429, {}, None),
        (503, {"Retry-After": "2.5"}, 2.5),
    ],
)
async def test_it_may_ask_to_wait(
    server: Scripted, opened: Open, status: int, headers: dict[str, str], seconds: float | None
) -> None:
    server.answer = (status, b"{}", headers)
    with pytest.raises(Limited) as limited:
        await opened().complete(MESSAGES, SCHEMA)
    assert limited.value.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, b"{}", "its key is wrong"),
        (403, b"{}", "may not use the model"),
        (404, b"{}", "is unknown"),
        (400, b"{}", "doesn't take what it is asked"),
        (302, b"", "302"),
        (429, b'{"error": {"code": "insufficient_quota"}}', "used up"),
    ],
)
async def test_what_waiting_does_not_mend_is_refused(
    server: Scripted, opened: Open, status: int, body: bytes, why: str
) -> None:
    server.answer = (status, body, {"Location": "http://127.0.0.1:9/", "Retry-After": "1"})
    with pytest.raises(Refused, match=why):
        await opened().complete(MESSAGES, SCHEMA)
    assert len(server.asked) == 1, "nothing is sent where a redirection points"


@pytest.mark.parametrize("status", [400, 401, 429, 500])
async def test_no_failure_quotes_the_key_or_what_was_asked(server: Scripted, opened: Open, status: int) -> None:
    server.answer = (status, json.dumps({"error": {"message": f"{KEY} the secret facts"}}).encode(), {})
    with pytest.raises((Away, Refused)) as failed:
        await opened().complete(MESSAGES, SCHEMA)
    assert KEY not in repr(failed.value) and "secret facts" not in repr(failed.value)


async def test_whoever_stops_waiting_has_stopped(server: Scripted, opened: Open) -> None:
    server.released.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await opened().complete(MESSAGES, SCHEMA)
