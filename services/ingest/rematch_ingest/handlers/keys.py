"""Make access keys, and note who uses them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from rematch_common.clock import Now
from rematch_common.consume import Received
from rematch_common.contracts import AccessKey, KeyUsed
from rematch_common.keys import Principal, mint
from rematch_common.records import Outgoing
from rematch_ingest.domain.keys import ToldUse, Use, Wish, check_wish, key_of
from rematch_ingest.ports.keys import AccessKeys

MOST_IN_FORCE = 200
# Looked for every second; as long as clocks may differ, and PostgreSQL be away.
_LATELY = timedelta(days=1)


async def create_key(keys: AccessKeys, wish: Wish, now: Now) -> tuple[str, AccessKey]:
    """The new key's text, shown now and never again; and the key as everybody may know it."""
    new = mint()
    key = key_of(wish, new, now())
    await keys.add(key, wish.kind)
    return new.text, key


async def hand_on(keys: AccessKeys, wish: Wish, by: Principal, now: Now) -> tuple[str, AccessKey]:
    """The same, for somebody who may not give everything. Raises InvalidRecord and TooMany."""
    check_wish(wish, by)
    new = mint()
    key = key_of(wish, new, now())
    await keys.add(key, wish.kind, None if by.may("admin") else MOST_IN_FORCE)
    return new.text, key


async def end_revoked(keys: AccessKeys, end: Callable[[str], None], now: Now) -> None:
    """Have this process refuse what has been revoked lately, whether or not the topic tells it yet."""
    for key_id in await keys.revoked(now() - _LATELY):
        end(key_id)


class NoteUses:
    """Counts requests in memory and notes them now and then: a write a request would cost more than the request.

    A process that is killed forgets the last seconds' count.
    """

    def __init__(self, keys: AccessKeys, now: Now) -> None:
        self._keys = keys
        self._now = now
        self._counted: dict[str, Use] = {}

    def used(self, key_id: str) -> None:
        known = self._counted.get(key_id)
        self._counted[key_id] = Use(known.requests + 1 if known else 1, self._now())

    async def note(self) -> None:
        """Raises DependencyAway; nothing that was counted is lost by it."""
        counted, self._counted = self._counted, {}
        if not counted:
            return
        try:
            await self._keys.note_uses(counted)
        except BaseException:
            for key_id, use in counted.items():
                meanwhile = self._counted.get(key_id)
                self._counted[key_id] = _together(use, meanwhile) if meanwhile else use
            raise

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        """What was counted last is noted before the database goes."""
        await self.note()


def _together(one: Use, other: Use) -> Use:
    last: datetime = max(one.last_at, other.last_at)
    return Use(one.requests + other.requests, last)


class TakeUses:
    """The handler of key-uses: what other services' APIs have let in."""

    def __init__(self, keys: AccessKeys) -> None:
        self._keys = keys

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        told = [_told(received.event) for received in batch if isinstance(received.event, KeyUsed)]
        if told:
            await self._keys.take_told(told)
        return ()


def _told(event: KeyUsed) -> ToldUse:
    return ToldUse(event.key_id, event.teller, event.number, Use(event.requests, event.last_at))
