"""Webhooks, as the standard's own library sees them."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks

from rematch_notify.ports.channel import Later, Refused
from tests.fakes.messages import MESSAGE, alert, message
from tests.unit.notify.aiming import SECRET, Aim


async def sent(aim: Aim) -> tuple[bytes, dict[str, str]]:
    await aim.send(message(more=14))
    return aim.endpoints.arrived[0].body, dict(aim.endpoints.arrived[0].headers)


async def test_the_standards_own_library_believes_it(aim: Aim) -> None:
    body, headers = await sent(aim)
    told = standardwebhooks.Webhook(SECRET).verify(body, headers)
    assert headers["webhook-id"] == str(MESSAGE) == told["data"]["message_id"]
    assert (told["type"], told["data"]["more"], len(told["data"]["items"])) == ("matches.found", 14, 1)
    assert told["data"]["items"][0]["links"]["applied"] == "https://jobs.example.org/l/applied"
    assert told["data"]["links"] == {"unsubscribe": "https://jobs.example.org/u/token"}


async def test_it_believes_nothing_else(aim: Aim) -> None:
    body, headers = await sent(aim)
    webhook = standardwebhooks.Webhook(SECRET)
    old = str(int((datetime.now(UTC) - timedelta(minutes=6)).timestamp()))
    for changed in ({"webhook-id": "other"}, {"webhook-timestamp": old}):
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            webhook.verify(body, headers | changed)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        webhook.verify(body + b" ", headers)


@pytest.mark.parametrize("status", [301, 400, 401, 404, 409])
async def test_an_endpoint_that_is_put_up_wrongly_may_be_mended(aim: Aim, status: int) -> None:
    aim.reply(status)
    with pytest.raises(Later):
        await aim.send()


@pytest.mark.parametrize("secret", [None, "", "whsec_", "whsec_no base64"])
async def test_without_a_secret_nothing_is_sent(aim: Aim, secret: str | None) -> None:
    with pytest.raises(Refused, match="secret"):
        await aim.send(secret=secret)
    assert aim.endpoints.arrived == []


async def test_an_alert_is_another_type(aim: Aim) -> None:
    await aim.send(message(alert(), kind="alert"))
    told = json.loads(aim.endpoints.arrived[0].body)
    assert (told["type"], told["data"]["items"][0]["about"]) == ("alerts.raised", "embed.failing")
