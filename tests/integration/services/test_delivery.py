"""From a match on Kafka to whoever subscribed, and back by the links in the message."""

import asyncio
import re
from datetime import datetime, timedelta

import orjson
import pytest
import standardwebhooks

from rematch_common.codec import decode
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback, MatchWithdrawn
from rematch_devstack.standin.endpoints import Reply
from rematch_devstack.waiting import until
from tests.integration.services.delivering import SECRET, told, town
from tests.integration.services.running import Place, bearer

pytestmark = [pytest.mark.stack, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


async def test_a_match_arrives_signed_and_the_subscription_says_so(place: Place) -> None:
    async with town(place) as here:
        subscription = await here.subscribe()
        match = here.found()
        await here.publish(match)
        [arrived] = await here.endpoints.until_arrived("/hook", 1)
        data = standardwebhooks.Webhook(SECRET).verify(arrived.body, dict(arrived.headers))["data"]
        assert [item["match_id"] for item in data["items"]] == [str(match.match_id)]
        assert data["items"][0]["score"] == match.score
        messages = await here.get(f"/v1/subscriptions/{subscription}/messages")
        await until(lambda: _sent(here, subscription))
        assert messages["messages"][0]["message_id"] == arrived.headers["webhook-id"]


async def _sent(here: object, subscription: str) -> bool:
    messages = await here.get(f"/v1/subscriptions/{subscription}/messages")  # type: ignore[attr-defined]
    return [one["state"] for one in messages["messages"]] == ["sent"]


async def test_what_fails_is_tried_again_with_the_same_id_and_content(place: Place) -> None:
    async with town(place) as here:
        here.endpoints.replies["/hook"] = Reply(503, {"Retry-After": "0"})
        await here.subscribe()
        await here.publish(here.found())
        await here.endpoints.until_arrived("/hook", 1)
        here.endpoints.replies["/hook"] = Reply()
        first, second = await here.endpoints.until_arrived("/hook", 2)
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert first.body == second.body


async def test_an_endpoint_that_is_gone_is_unlinked_and_its_owner_is_told(place: Place) -> None:
    async with town(place) as here:
        here.endpoints.replies["/gone"] = Reply(410)
        subscription = await here.subscribe("/gone")
        operators = await here.subscribe(
            "/alerts", subscriber="operator:O1", about="alerts", filter={"kinds": ["endpoint_unlinked"]}
        )
        await here.publish(here.found())
        there = await here.state_of(subscription, "unlinked")
        assert "410" in there["state_why"]
        [alert] = told([one.body for one in await here.endpoints.until_arrived("/alerts", 1)])
        assert alert["items"][0]["subject"] == subscription
        assert alert["subscription_id"] == operators


async def test_mail_telegram_slack_and_discord_are_told_too(place: Place) -> None:
    async with town(place) as here:
        await here.subscribe(channel="email", target="jo@example.org", secret=None)
        await here.subscribe(channel="telegram", target="4711", secret=None)
        for channel in ("slack", "discord"):
            await here.subscribe(channel=channel, target=here.endpoints.url(f"/{channel}"), secret=None)
        await here.publish(here.found())
        for path in ("/bot42:token/sendMessage", "/slack", "/discord"):
            [arrived] = await here.endpoints.until_arrived(path, 1)
            assert b"Engineer" in arrived.body
        await until(lambda: _mailed(here.mail.raw))
        assert here.mail.mails[0]["To"] == "jo@example.org"


async def _mailed(raw: list[bytes]) -> bool:
    return bool(raw)


@pytest.mark.parametrize("deed", ["applied", "rejected"])
async def test_one_press_of_a_link_is_feedback(place: Place, deed: str) -> None:
    async with town(place) as here:
        await here.subscribe(subscriber="candidate:c-1")
        match = here.found()
        await here.publish(match)
        [arrived] = await here.endpoints.until_arrived("/hook", 1)
        path = re.sub("^http://[^/]*", "", told([arrived.body])[0]["items"][0]["links"][deed])
        assert (await here.client.get(path)).status_code == 200
        assert (await here.client.post(path)).status_code == 200
        feedback = decode(MATCH_FEEDBACK, await here.in_topic(MATCH_FEEDBACK.name, f'{match.job_id}","action"'))
        assert isinstance(feedback, MatchFeedback)
        assert (feedback.action, feedback.actor, feedback.candidate_id) == (deed, "candidate", "c-1")
        assert (await here.client.post(path[:-1])).status_code == 410


async def test_who_unsubscribes_hears_nothing_more(place: Place) -> None:
    async with town(place) as here:
        subscription = await here.subscribe()
        other = await here.subscribe("/other")
        await here.publish(here.found())
        [arrived] = await here.endpoints.until_arrived("/hook", 1)
        await here.endpoints.until_arrived("/other", 1)
        path = re.sub("^http://[^/]*", "", told([arrived.body])[0]["links"]["unsubscribe"])
        answer = await here.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert (await here.get(f"/v1/subscriptions/{subscription}"))["state"] == "unsubscribed"
        await here.publish(here.found())
        await here.endpoints.until_arrived("/other", 2)
        assert len(here.endpoints.at("/hook")) == 1
        assert other != subscription


async def test_what_is_withdrawn_before_it_is_told_is_not_told(place: Place) -> None:
    async with town(place) as here:
        here.endpoints.replies["/hook"] = Reply(429, {"Retry-After": "2"})
        await here.subscribe()
        first, second = here.found(), here.found()
        await here.publish(first)
        await here.endpoints.until_arrived("/hook", 1)
        gone = MatchWithdrawn(
            match_id=second.match_id,
            version=2,
            tenant_id=second.tenant_id,
            candidate_id=second.candidate_id,
            job_id=second.job_id,
            reason="job_closed",
        )
        await here.publish(second, gone)
        here.endpoints.replies["/hook"] = Reply()
        third = here.found()
        await here.publish(third)
        arrived = await here.endpoints.until_arrived("/hook", 3)
        shown = [[item["match_id"] for item in data["items"]] for data in told([one.body for one in arrived])]
        assert shown == [[str(first.match_id)], [str(first.match_id)], [str(third.match_id)]]


@pytest.mark.alone
async def test_a_hanging_endpoint_delays_nobody(place: Place) -> None:
    async with town(place) as here:
        here.endpoints.replies["/hangs"] = Reply(hangs=True)
        await here.subscribe("/hangs")
        for number in range(5):
            await here.subscribe(f"/{number}")
        began = asyncio.get_running_loop().time()
        await here.publish(*(here.found() for _ in range(20)))

        async def all_there() -> bool:
            seen = [told([one.body for one in here.endpoints.at(f"/{number}")]) for number in range(5)]
            return all(sum(len(data["items"]) for data in one) == 20 for one in seen)

        await until(all_there)
        assert asyncio.get_running_loop().time() - began < 8, "the hanging one takes ten seconds by itself"


async def test_a_digest_waits_and_a_test_message_does_not(place: Place) -> None:
    async with town(place) as here:
        subscription = await here.subscribe(pace="hourly")
        await here.publish(here.found(), here.found())
        answer = await here.client.post(f"/v1/subscriptions/{subscription}/test", headers=bearer(here.key))
        assert answer.json() == {"outcome": "sent", "answer": ""}
        [arrived] = here.endpoints.at("/hook")
        body = orjson.loads(arrived.body)
        assert (body["type"], body["data"]["items"]) == ("test", [])
        assert datetime.fromisoformat(body["timestamp"]) < datetime.now().astimezone() + timedelta(seconds=5)
