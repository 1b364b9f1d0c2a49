"""A match that goes to another topic has not ended there, and is told once."""

from collections.abc import Sequence

from rematch_common.consume import Handler, Received
from rematch_common.contracts import MATCHES, limits
from rematch_common.records import Outgoing, Record
from rematch_notify.handlers.forget import Forget, forgetting
from rematch_notify.handlers.notify import Notify
from tests.fakes.notifying import FakeChannel, FakeDeliveries, hold_nothing
from tests.fakes.samples import NOW, found, received, updated


def ended(*headers: tuple[str, bytes]) -> Received:
    key = found().key.encode()
    return Received(Record(MATCHES.name, 0, 1, 0, key, None, headers), None)


def handling(channel: FakeChannel, deliveries: FakeDeliveries) -> Handler:
    notify = Notify([channel], deliveries, hold_nothing, lambda: NOW)
    return forgetting(notify, nothing_beside, Forget(deliveries, lambda: NOW))


async def nothing_beside(_: Sequence[Received]) -> Sequence[Outgoing]:
    return ()


async def test_the_end_on_one_topic_does_not_have_it_told_again_on_the_other() -> None:
    channel, deliveries = FakeChannel(), FakeDeliveries()
    handle = forgetting(
        Notify([channel], deliveries, hold_nothing, lambda: NOW), nothing_beside, Forget(deliveries, lambda: NOW)
    )
    told = received(MATCHES, found().key, found())
    await handle([told])
    await handle([ended((limits.MOVED_TO, b"matches.demo"))])
    await handle([told])
    assert channel.told == [found()]
    await handle([received(MATCHES, updated().key, updated())])
    assert channel.told == [found(), updated()]


async def test_another_end_is_one() -> None:
    channel, deliveries = FakeChannel(), FakeDeliveries()
    handle = forgetting(
        Notify([channel], deliveries, hold_nothing, lambda: NOW), nothing_beside, Forget(deliveries, lambda: NOW)
    )
    told = received(MATCHES, found().key, found())
    await handle([told])
    await handle([ended()])
    await handle([told])
    assert channel.told == [found(), found()], "it may begin anew"
