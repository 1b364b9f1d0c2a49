"""Every match as it is published, to whoever listens. Each replica reads `matches` and tenants' own topics whole,
without a group."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rematch_common.beside import Beside
from rematch_common.codec import decode
from rematch_common.contracts import MATCHES, limits, own_topic_name
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.kafka import TopicFollower
from rematch_common.logs import logger
from rematch_common.records import Record
from rematch_common.topic_list import TopicList
from rematch_notify.domain.places import Kind, Place, written
from rematch_notify.ports.feed import Heard

log = logger(__name__)
# A listener this far behind is cut off; it comes back and goes on where it was.
_BACKLOG = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """`since`: what came before it is not told by this feed."""

    tenant_id: str
    since: Place
    waiting: "asyncio.Queue[Heard | None]"


class LiveFeed:
    """Hands each listener the records of its tenant."""

    def __init__(self, bootstrap: str, stop: asyncio.Event, own: TopicList) -> None:
        self._bootstrap = bootstrap
        self._stop = stop
        self._own = own
        self._followers: dict[str, TopicFollower] = {}
        self._seen: dict[str, dict[int, int]] = defaultdict(dict)
        self._listeners: set[Listener] = set()

    async def run(self, retry_delay: float = 1.0) -> None:
        """Follow the topics until cancelled, from now on, and those that come later from their beginning."""
        follow = Beside(partial(self._follow, retry_delay=retry_delay))
        from_end = not self._followers
        try:
            while True:
                names = self._own.names
                for name in {self._own.like.name, *names} - self._followers.keys():
                    self._followers[name] = TopicFollower(self._bootstrap, name, self.see, from_end=from_end)
                from_end = False
                await follow.keep({self._own.like.name, *names})
                await follow.during(self._own.other_than(names))
        finally:
            await follow.close()

    async def _follow(self, topic: str, retry_delay: float) -> None:
        """After Kafka was away, from where it was left."""
        follower = self._followers[topic]
        while True:
            try:
                await follower.run(follower.positions)
            except DependencyAway as away:
                log.info("live feed waits", dependency=away.dependency, topic=topic)
            await asyncio.sleep(retry_delay)

    async def see(self, records: Sequence[Record]) -> None:
        for record in records:
            self._seen[record.topic][record.partition] = record.offset + 1
            theirs = [one for one in self._listeners if one.tenant_id == tenant_of(record)]
            if theirs and is_news(record):
                heard = Heard(record, written(self._place(theirs[0].tenant_id)))
                for listener in theirs:
                    self._offer(listener, heard)

    def _place(self, tenant_id: str) -> dict[tuple[Kind, int], int]:
        """What of the tenant's topics comes next. Where nothing has been seen yet it is where the follower began."""
        topics: tuple[tuple[Kind, str], ...] = (("m", self._own.like.name), ("o", own_topic_name(tenant_id)))
        return {
            (kind, number): offset
            for kind, name in topics
            if name in self._followers or name in self._seen
            for number, offset in {**self._begun(name), **self._seen.get(name, {})}.items()
        }

    def _begun(self, name: str) -> dict[int, int]:
        return self._followers[name].positions if name in self._followers else {}

    def _offer(self, listener: Listener, heard: Heard) -> None:
        try:
            listener.waiting.put_nowait(heard)
        except asyncio.QueueFull:
            self._listeners.discard(listener)
            while not listener.waiting.empty():
                listener.waiting.get_nowait()
            listener.waiting.put_nowait(None)

    @contextlib.contextmanager
    def listening(self, tenant_id: str) -> Iterator[Listener]:
        """From now on whatever is published waits for the listener."""
        listener = Listener(tenant_id, self._place(tenant_id), asyncio.Queue(_BACKLOG))
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def of(self, listener: Listener, allowed: Callable[[], bool]) -> AsyncIterator[Heard]:
        """What waits for it and comes, while `allowed`, until the process stops or the listener is far behind."""
        stopped = asyncio.ensure_future(self._stop.wait())
        getter = asyncio.ensure_future(listener.waiting.get())
        try:
            while not self._stop.is_set() and allowed():
                await asyncio.wait({getter, stopped}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
                if not getter.done():
                    continue
                heard = getter.result()
                if heard is None or not allowed():
                    return
                yield heard
                getter = asyncio.ensure_future(listener.waiting.get())
        finally:
            stopped.cancel()
            getter.cancel()


def tenant_of(record: Record) -> str:
    return (record.key or b"").decode("utf-8", "replace").partition("/")[0]


def is_news(record: Record) -> bool:
    """Anyone who may write the topic could put anything there; listeners get what keeps the contract, and what has come
    from another topic they have had."""
    if record.header(limits.MOVED_FROM) is not None:
        return False
    try:
        return decode(MATCHES, record) is not None
    except InvalidRecord:
        return False
