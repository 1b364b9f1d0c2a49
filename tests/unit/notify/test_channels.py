"""What every channel over HTTP does, whatever the endpoint answers."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from rematch_devstack.standin.endpoints import Endpoints, Reply
from rematch_notify.adapters import posting
from rematch_notify.adapters.channels.log import LogChannel
from rematch_notify.adapters.posting import retry_after
from rematch_notify.ports.channel import Gone, Later, Refused, Target
from tests.fakes.messages import message
from tests.fakes.samples import job_id
from tests.fakes.tellings import item
from tests.unit.notify.aiming import PATHS, Aim

every_channel = pytest.mark.parametrize("name", sorted(PATHS))


@every_channel
async def test_it_sends_one_request_of_json(aim: Aim) -> None:
    assert aim.channel.name == aim.name
    await aim.send()
    [arrived] = aim.endpoints.arrived
    assert (arrived.path, arrived.headers["content-type"]) == (PATHS[aim.name], "application/json")
    assert "Oven" in json.dumps(json.loads(arrived.body))
    await aim.send()
    assert aim.endpoints.arrived[1].body == arrived.body, "the same message is the same bytes"


@every_channel
@pytest.mark.parametrize(
    ("status", "outcome"), [(403, Gone), (410, Gone), (413, Refused), (429, Later), (500, Later), (503, Later)]
)
async def test_what_an_answer_means(aim: Aim, status: int, outcome: type[Exception]) -> None:
    aim.reply(status)
    with pytest.raises(outcome, match=r"\d|wait"):
        await aim.send()


@every_channel
@pytest.mark.parametrize("status", [429, 503])
async def test_it_waits_for_as_long_as_it_is_asked_to(aim: Aim, status: int) -> None:
    aim.reply(status, {"Retry-After": "7"})
    with pytest.raises(Later) as caught:
        await aim.send()
    assert caught.value.after == 7


@every_channel
async def test_a_redirect_is_not_followed(aim: Aim) -> None:
    aim.reply(302, {"Location": aim.endpoints.url("/elsewhere")})
    with pytest.raises(Later):
        await aim.send()
    assert aim.endpoints.at("/elsewhere") == []


@every_channel
async def test_nobody_there_is_later(aim: Aim) -> None:
    async with Endpoints() as gone:
        aim.base = gone.url("")
    with pytest.raises(Later, match="no connection"):
        await aim.send()


@every_channel
@pytest.mark.parametrize("how", [{"hangs": True}, {"drips": 0.05, "body": b"x" * 1_000}])
async def test_who_hangs_or_drips_is_left_in_time(
    monkeypatch: pytest.MonkeyPatch, aim: Aim, how: dict[str, Any]
) -> None:
    monkeypatch.setattr(posting, "TIMEOUT", 0.3)
    aim.reply(**how)
    with pytest.raises(Later, match="no answer within"):
        await aim.send()


async def test_no_more_of_an_answer_is_read_than_4_kib(aim: Aim) -> None:
    aim.endpoints.replies["/long"] = Reply(200, body=b"x" * 3_000_000)
    answer = await posting.post(aim.client, aim.endpoints.url("/long"), b"", {})
    assert answer.body == b"x" * 4_096


async def test_a_cookie_of_one_endpoint_is_not_sent_to_another(aim: Aim) -> None:
    aim.endpoints.replies["/one"] = Reply(200, {"Set-Cookie": "a=b; Path=/"})
    for path in ("/one", "/two"):
        await posting.post(aim.client, aim.endpoints.url(path), b"", {})
    assert "cookie" not in aim.endpoints.at("/two")[0].headers


@pytest.mark.parametrize(("name", "status"), [("slack", 404), ("discord", 404), ("discord", 401)])
async def test_a_webhook_of_a_chat_that_is_not_there_any_more_is_gone(aim: Aim, status: int) -> None:
    aim.reply(status, body=b"no_service")
    with pytest.raises(Gone):
        await aim.send()


@pytest.mark.parametrize("name", ["discord"])
async def test_discord_calls_nobody_and_says_in_the_body_how_long_to_wait(aim: Aim) -> None:
    await aim.send()
    assert json.loads(aim.endpoints.arrived[0].body)["allowed_mentions"] == {"parse": []}
    aim.reply(429, body=b'{"retry_after": 0.5}')
    with pytest.raises(Later) as caught:
        await aim.send()
    assert caught.value.after == 0.5


def test_retry_after_is_seconds_or_a_date() -> None:
    now = datetime(2026, 2, 1, 10, tzinfo=UTC)
    assert retry_after("120") == 120
    assert retry_after("1.5") == 1.5
    assert retry_after("Sun, 01 Feb 2026 10:01:00 GMT", now) == 60
    assert retry_after("Sun, 01 Feb 2026 09:00:00 GMT", now) == 0
    for nonsense in (None, "", "soon", "-5", "²", "9" * 400):
        assert retry_after(nonsense, now) in (None, float("inf"))


@every_channel
async def test_it_says_how_many_items_the_receiver_has_before_them(aim: Aim) -> None:
    few = [item(job_id(n), title=f"Baker {n}", company="Oven") for n in range(3)]
    many = [
        item(job_id(n), title="*" * 120, gaps=("*" * 120,) * 2, url="https://x.org/" + "a" * 900) for n in range(20)
    ]
    assert await aim.send(message(*few)) == 3
    shown = await aim.send(message(*many))
    if aim.name in ("webhook", "slack"):
        assert shown == 20
    else:
        assert 1 <= shown < 20
        assert f"And {20 - shown} more" in json.dumps(json.loads(aim.endpoints.arrived[-1].body))


async def test_a_line_in_the_log_shows_nobody_anything() -> None:
    assert await LogChannel().send(message(), Target("somebody")) == 0
