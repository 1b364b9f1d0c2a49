"""Telegram says in words what is wrong."""

import json

import pytest

from rematch_notify.ports.channel import Gone, Later, Refused
from tests.unit.notify.aiming import Aim

pytestmark = pytest.mark.parametrize("name", ["telegram"])


@pytest.mark.parametrize(
    ("status", "words", "outcome"),
    [
        (400, "Bad Request: chat not found", Gone),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Gone),
        (400, "Bad Request: can't parse entities", Refused),
        (403, "Forbidden: bot was blocked by the user", Gone),
        # The bot's token is wrong: that unlinks nobody.
        (401, "Unauthorized", Later),
        (404, "Not Found", Later),
    ],
)
async def test_what_its_words_mean(aim: Aim, status: int, words: str, outcome: type[Exception]) -> None:
    aim.reply(status, body=json.dumps({"ok": False, "description": words}).encode())
    with pytest.raises(outcome):
        await aim.send()


async def test_it_says_in_the_body_how_long_to_wait(aim: Aim) -> None:
    aim.reply(429, body=json.dumps({"ok": False, "parameters": {"retry_after": 17}}).encode())
    with pytest.raises(Later) as caught:
        await aim.send()
    assert caught.value.after == 17


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"parameters": 7}', b'{"parameters": {"retry_after": "x"}}'])
async def test_what_it_does_not_say_is_not_needed(aim: Aim, body: bytes) -> None:
    aim.reply(429, body=body)
    with pytest.raises(Later) as caught:
        await aim.send()
    assert caught.value.after is None


@pytest.mark.parametrize("chat", ["", "jo", "@a", "12a", "1" * 20, "@x/../y"])
async def test_what_is_no_chat_is_refused(aim: Aim, chat: str) -> None:
    with pytest.raises(Refused):
        await aim.send(address=chat)


async def test_it_opens_no_preview(aim: Aim) -> None:
    await aim.send(address="@jobs_in_bern")
    sent = json.loads(aim.endpoints.arrived[0].body)
    assert (sent["chat_id"], sent["parse_mode"]) == ("@jobs_in_bern", "HTML")
    assert sent["link_preview_options"] == {"is_disabled": True}
