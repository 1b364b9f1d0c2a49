"""Sends dead letters back, each once, whoever does it and wherever it stops.

A record that goes back carries the coordinates of the dead letter it was. The retry topic, where it then lies, is thus
the one place that knows what has been redriven: no mark that is written before or after, none that could be forgotten
meanwhile (a group's offsets are, a week after the last commit), and one reason can be redriven without the others. Two
operators at the same moment may send one twice, which its consumer takes for once.
"""

from collections.abc import Callable

from rematch_common.broker import Broker
from rematch_common.consume import Publisher
from rematch_common.dead_letters.choosing import queue
from rematch_common.dead_letters.going_back import Result, Wish, outgoing
from rematch_common.dead_letters.ledger import erased
from rematch_common.dead_letters.listing import redriven_from
from rematch_common.dead_letters.veiling import GONE
from rematch_common.erased import Erased
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record

# One batch is in memory at a time, each record up to 4 MiB.
BATCH_RECORDS = 200
BATCH_BYTES = 8 * 1024 * 1024


class Redrive:
    """Publishes what is chosen to the retry topics. Delivered batch by batch: what `result` counts has arrived, also
    when it breaks off."""

    def __init__(self, broker: Broker, publisher: Publisher) -> None:
        self.result = Result()
        self._broker = broker
        self._publisher = publisher

    async def __call__(self, wish: Wish, tell: Callable[[int], object] = lambda _: None) -> Result:
        """`tell` hears of each record that was looked at, and how many there are."""
        dlq = queue(wish.choice.topic)
        spans, ledger = await self._broker.spans([dlq]), await erased(self._broker)
        done = frozenset() if wish.again else await redriven_from(self._broker, dlq)
        total = sum(len(span) for span in spans.values())
        batch = _Batch(self._publisher, self._broker, self.result)
        async for record in self._broker.read(spans):
            tell(total)
            if wish.choice.takes(record) and not _stays(record, ledger, done, self.result):
                await batch.add(record)
            if wish.limit and self.result.redriven + len(batch) >= wish.limit:
                break
        await batch.deliver()
        return self.result


def _stays(record: Record, ledger: Erased, done: frozenset[str], result: Result) -> bool:
    if ledger.ended(record):
        result.skipped[GONE] += 1
        return True
    known = record.coordinates in done
    result.before += known
    return known


class _Batch:
    """Records that are about to go back."""

    def __init__(self, publisher: Publisher, broker: Broker, result: Result) -> None:
        self._publisher = publisher
        self._broker = broker
        self._result = result
        self._records: list[Outgoing] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._records)

    async def add(self, record: Record) -> None:
        try:
            back = outgoing(record)
        except InvalidRecord as error:
            self._result.skipped[str(error).removeprefix(record.coordinates).strip()] += 1
            return
        if back.topic not in self._broker.topics:
            self._result.skipped[f"there is no topic {back.topic}: make it with `rematch topics`"] += 1
            return
        self._records.append(back)
        self._size += len(back.value or b"")
        if len(self._records) >= BATCH_RECORDS or self._size >= BATCH_BYTES:
            await self.deliver()

    async def deliver(self) -> None:
        await self._publisher.publish(self._records)
        self._result.redriven += len(self._records)
        self._records, self._size = [], 0
