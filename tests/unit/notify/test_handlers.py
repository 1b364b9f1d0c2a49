"""Each match is told once on each channel, also after a crash and a replay."""

import pytest

from rematch_common.consume import Received
from rematch_common.contracts import MATCHES
from rematch_common.errors import DependencyAway
from rematch_notify.domain.matches import Match
from rematch_notify.handlers.notify import Notify
from tests.fakes.notifying import FakeChannel, FakeDeliveries, hold_nothing
from tests.fakes.samples import NOW, found, received, updated, withdrawn


def batch_of(*matches: Match) -> list[Received]:
    return [received(MATCHES, match.key, match, offset) for offset, match in enumerate(matches)]


async def test_each_channel_is_told_once_of_the_last_word_about_each_pair() -> None:
    log, web = FakeChannel("log"), FakeChannel("web")
    notify = Notify([log, web], FakeDeliveries(), hold_nothing, lambda: NOW)
    batch = batch_of(found(), found(name="c-2"), updated())
    assert await notify(batch) == ()
    await notify(batch)
    assert log.told == web.told == [updated(), found(name="c-2")]


async def test_an_older_version_that_comes_late_is_not_told_any_more() -> None:
    channel, deliveries = FakeChannel(), FakeDeliveries()
    notify = Notify([channel], deliveries, hold_nothing, lambda: NOW)
    await notify(batch_of(updated()))
    await notify(batch_of(found()))
    await notify(batch_of(withdrawn()))
    assert channel.told == [updated(), withdrawn()]


async def test_a_tombstone_says_nothing_to_anybody() -> None:
    channel = FakeChannel()
    await Notify([channel], FakeDeliveries(), hold_nothing, lambda: NOW)([received(MATCHES, found().key, None)])
    assert channel.told == []


async def test_what_one_channel_could_not_tell_is_told_again_and_on_the_other_not_twice() -> None:
    log, web = FakeChannel("log"), FakeChannel("web", away_after=1)
    notify = Notify([log, web], FakeDeliveries(), hold_nothing, lambda: NOW)
    batch = batch_of(found(), found(name="c-2"))
    with pytest.raises(DependencyAway, match="web"):
        await notify(batch)
    web.away_after = None
    await notify(batch)
    assert log.told == [found(), found(name="c-2")]
    # Told, and not noted: once more is the lesser evil.
    assert web.told == [found(), found(), found(name="c-2")]
