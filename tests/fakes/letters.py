"""The dead-letter queues in memory, and whose keys there are."""

from collections.abc import Sequence

from rematch_common.dead_letters.choosing import Choice, Found, Groups, goes_back_to, queue
from rematch_common.dead_letters.editing import mended
from rematch_common.dead_letters.going_back import Result, Wish, outgoing
from rematch_common.dead_letters.veiling import GONE, hidden
from rematch_common.errors import InvalidRecord
from rematch_common.keys import Principal
from rematch_common.records import Outgoing, Record
from rematch_console.ports.letters import Mending, NoSuchQueue, Place


class FakeLetters:
    """See rematch_console.ports.letters.DeadLetters."""

    def __init__(self, lying: Sequence[Record] = ()) -> None:
        self.lying = list(lying)
        self.sent: list[Outgoing] = []
        self.done: set[str] = set()

    async def groups(self) -> Found:
        groups = Groups()
        for record in self.lying:
            groups.add(record, redriven=record.coordinates in self.done)
        return Found(groups.sorted(), False)

    async def newest(self, choice: Choice, limit: int) -> Sequence[tuple[Record, bool]]:
        found = [one for one in self._of(choice.topic) if choice.takes(one)]
        newest = sorted(found, key=lambda one: -one.timestamp_ms)[:limit]
        return [(one, one.coordinates in self.done) for one in newest]

    async def one(self, place: Place) -> tuple[Record, bool] | None:
        for record in self._of(place.topic):
            if (record.partition, record.offset) == (place.partition, place.offset):
                return record, record.coordinates in self.done
        return None

    async def redrive(self, wish: Wish) -> Result:
        result = Result()
        for record in [one for one in self._of(wish.choice.topic) if wish.choice.takes(one)][: wish.limit]:
            if record.coordinates in self.done and not wish.again:
                result.before += 1
            elif hidden(record):
                result.skipped[GONE] += 1
            else:
                self._send(record, outgoing(record))
                result.redriven += 1
        return result

    async def redrive_one(self, place: Place) -> str:
        record = await self._lying(place)
        return self._send(record, outgoing(record))

    async def mend(self, mending: Mending) -> str:
        record = await self._lying(mending.place)
        return self._send(record, mended(record, mending.value, mending.by))

    async def _lying(self, place: Place) -> Record:
        found = await self.one(place)
        if found is None:
            raise KeyError(place)
        if hidden(found[0]):
            raise InvalidRecord("erased", f"it is {GONE}: it does not go back")
        return found[0]

    def _of(self, topic: str) -> list[Record]:
        found = [one for one in self.lying if one.topic == queue(topic)]
        if not found:
            raise NoSuchQueue(f"there is no topic {queue(topic)}")
        return found

    def _send(self, record: Record, back: Outgoing) -> str:
        assert goes_back_to(frozenset({back.topic}), record.topic)
        self.sent.append(back)
        self.done.add(record.coordinates)
        return back.topic


class FakePrincipals:
    """See rematch_console.ports.principals.Principals."""

    def __init__(self) -> None:
        self.complete = True
        self.known: dict[str, Principal] = {}

    def add(self, key: str, *scopes: str, tenant: str = "acme") -> str:
        self.known[key] = Principal(key.removeprefix("rmk_")[:12], tenant, frozenset(scopes))
        return key

    def of(self, key: str) -> Principal | None:
        return self.known.get(key) if self.complete else None
