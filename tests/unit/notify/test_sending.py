"""One message by its channel: what it says, and what becomes of it."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest

from rematch_common.buckets import OwnBuckets
from rematch_notify.domain.ends import Again, Closed, Sent, Undeliverable
from rematch_notify.domain.items import Item
from rematch_notify.domain.pacing import Pace
from rematch_notify.domain.subscriptions import Address
from rematch_notify.handlers.sending import Paces, Rate, Send
from rematch_notify.ports.channel import Gone, Later, Refused, link_name
from rematch_notify.ports.outgoing import Taken
from tests.contract.subscribing import subscription
from tests.fakes.messages import alert
from tests.fakes.samples import NOW, job_id
from tests.fakes.sending import FakeChannel, FakeLinks
from tests.fakes.tellings import item

HOUR = timedelta(hours=1)


def taken(*items: Item, more: int = 0, first_at: Any = NOW, **fields: Any) -> Taken:
    told = items or (item(job_id(1), title="Baker", company="Oven"),)
    return Taken(UUID(int=5), subscription(**fields), told, more, 0, first_at, NOW + HOUR)


def sending(*fails: Exception, links: FakeLinks | None = None, rates: dict[str, Rate] | None = None) -> Any:
    channel = FakeChannel(fails=list(fails))
    paces = Paces(rates or {}, OwnBuckets(lambda: 0.0))
    return channel, Send({"email": channel}, links or FakeLinks(), paces, lambda: NOW, lambda low, high: high)


async def test_it_says_what_it_is_of_and_who_may_leave() -> None:
    links = FakeLinks()
    channel, send = sending(links=links)
    assert await send(taken(more=14)) == Sent(1)
    [(message, to)] = channel.sent
    assert (message.message_id, message.at, message.kind, message.of_many) == (UUID(int=5), NOW, "matches", True)
    assert message.subject == "Baker at Oven: 80 of 100, and 14 more matches"
    assert to.address == "mo@example.org"
    match_id = message.items[0].match_id
    read = {name: links.read(url.rpartition("/")[2]) for name, url in message.links.items()}
    assert read.keys() == {"unsubscribe", link_name("applied", match_id), link_name("rejected", match_id)}
    assert {link.ref for link in read.values()} == {("demo", UUID(int=1))}
    assert read[link_name("applied", match_id)].job_id == job_id(1)


async def test_sent_again_it_is_the_same() -> None:
    channel, send = sending()
    await send(taken())
    await send(taken())
    assert channel.sent[0] == channel.sent[1]


async def test_who_is_told_of_themselves_needs_no_name() -> None:
    channel, send = sending()
    await send(taken(candidate_id="c-1"))
    assert not channel.sent[0][0].of_many


async def test_an_alert_has_no_links_but_the_way_out() -> None:
    channel, send = sending()
    await send(taken(alert(), about="alerts"))
    assert (channel.sent[0][0].kind, list(channel.sent[0][0].links)) == ("alert", ["unsubscribe"])
    assert channel.sent[0][0].subject == "critical: It failed three times"


@pytest.mark.parametrize(
    ("failure", "end"),
    [
        (Gone("403"), Closed("unlinked", "403")),
        (Refused("too large"), Undeliverable("too large")),
        (Later("busy"), Again(NOW + timedelta(seconds=5), "busy")),
        (Later("busy", 100), Again(NOW + timedelta(seconds=105), "busy")),
        (RuntimeError("jo@example.org"), Again(NOW + timedelta(seconds=5), "a bug of ours")),
    ],
)
async def test_what_becomes_of_it(failure: Exception, end: object) -> None:
    _, send = sending(failure)
    assert await send(taken()) == end


async def test_nobody_is_woken_by_what_is_tried_again() -> None:
    _, send = sending(Later("busy"))
    quiet = Pace(quiet=(time(10), time(12)))
    assert await send(taken(pace=quiet)) == Again(NOW + 2 * HOUR, "busy")


async def test_after_a_day_nothing_more_is_tried() -> None:
    _, send = sending(Later("500"))
    end = await send(taken(first_at=NOW - timedelta(days=1)))
    assert isinstance(end, Closed)
    assert end.outcome == "off"


@pytest.mark.parametrize("fields", [{"channel": "telegram"}, {"address": Address("")}])
async def test_what_the_deployment_lacks_is_nobodys_fault_who_is_waiting(fields: dict[str, Any]) -> None:
    channel, send = sending()
    assert isinstance(await send(taken(**fields)), Again)
    assert channel.sent == []


async def test_a_channel_is_sent_no_more_than_it_takes() -> None:
    channel, send = sending(rates={"email": Rate(1_800, 50)})
    ends = [await send(taken()) for _ in range(60)]
    assert ends[:50] == [Sent(1)] * 50
    waits = ends[50]
    assert isinstance(waits, Again)
    assert not waits.counts
    assert NOW < waits.next_at <= NOW + timedelta(seconds=1)
    assert len(channel.sent) == 50
