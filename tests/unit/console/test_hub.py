"""Frames for all who watch: the same to each, none in line for who is slow, and a sign when there is nothing."""

import asyncio

import pytest

from rematch_console.handlers import hub as module
from rematch_console.handlers.feeds import Feeds
from rematch_console.handlers.hub import Hub, as_sent, event
from tests.fakes.services_asked import FakeServices
from tests.fakes.waiting import until


async def test_everybody_gets_the_same_frame_and_the_slow_only_the_newest() -> None:
    hub = Hub()
    quick, slow = hub.watch(), hub.watch()
    first = asyncio.gather(anext(quick), anext(slow))
    await until(lambda: hub.watchers == 2)
    await asyncio.sleep(0)
    hub.publish(b"one")
    assert list(await first) == [b"one", b"one"]
    second = asyncio.ensure_future(anext(quick))
    await asyncio.sleep(0)
    hub.publish(b"two")
    assert await second == b"two"
    late = asyncio.ensure_future(anext(slow))
    await asyncio.sleep(0)
    hub.publish(b"three")
    assert await late == b"three"
    for watcher in (quick, slow):
        await watcher.aclose()
    assert hub.watchers == 0


async def test_a_quiet_line_shows_that_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SIGN", 0.01)
    sent = as_sent(Hub().watch(), lambda: True)
    assert await anext(sent) == b": watching\n\n"
    assert await anext(sent) == b": still here\n\n"


def test_an_event_is_two_lines_and_an_empty_one() -> None:
    assert event("frame", b"{}") == b"event: frame\ndata: {}\n\n"


async def test_matches_come_over_one_line_for_a_key_and_it_is_cut_when_nobody_watches() -> None:
    services = FakeServices()
    match = '{"match_id": "m", "candidate_id": "c-1", "score": 81.0, "grade": "A", "job": {"title": "Nurse"}}'
    services.heard = [("match.found", match), ("match.withdrawn", '{"match_id": "m"}'), ("match.found", "no json")]
    feeds = Feeds(services)
    watchers = [feeds.watch("rmk_1"), feeds.watch("rmk_1")]
    async with asyncio.timeout(5):
        frames = await asyncio.gather(*(anext(watcher) for watcher in watchers))
    assert frames[0] == frames[1]
    assert frames[0].startswith(b'event: matches\ndata: [{"match_id":"m","candidate_id":"c-1"')
    assert (len(services.asked), feeds.open) == (1, 1)
    for watcher in watchers:
        await watcher.aclose()
    assert feeds.open == 0


async def test_each_key_has_a_line_of_its_own() -> None:
    services = FakeServices()
    services.away.add("notify")
    feeds = Feeds(services)
    watching = [asyncio.ensure_future(anext(feeds.watch(key))) for key in ("rmk_1", "rmk_2")]
    await until(lambda: len(services.asked) == 2)
    assert {key for key, _ in services.asked} == {"rmk_1", "rmk_2"}
    for one in watching:
        one.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    await until(lambda: feeds.open == 0)
