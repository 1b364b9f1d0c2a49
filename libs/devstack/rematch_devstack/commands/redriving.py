"""Sends dead letters back, each once, whoever does it and wherever it stops.

A record that goes back carries the coordinates of the dead letter it was. The retry topic, where it then lies, is thus
the one place that knows what has been redriven: no mark that is written before or after, none that could be forgotten
meanwhile (a group's offsets are, a week after the last commit), and one reason can be redriven without the others. Two
operators at the same moment may send one twice, which its consumer takes for once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from rematch_common.codec import redrive as way_back
from rematch_common.erased import Erased
from rematch_common.errors import InvalidRecord
from rematch_common.kafka import KafkaPublisher
from rematch_common.records import Outgoing, Record
from rematch_devstack.commands.broker import Broker, connected
from rematch_devstack.commands.console import ERR, plural
from rematch_devstack.commands.dead_letters import REDRIVEN_FROM, Choice, queue, redriven_from
from rematch_devstack.commands.veiling import GONE, erased
from rematch_devstack.errors import StackError

# One batch is in memory at a time, each record up to 4 MiB.
BATCH_RECORDS = 200
BATCH_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Wish:
    choice: Choice
    limit: int | None = None
    again: bool = False


@dataclass
class Result:
    """What became of the dead letters that were chosen."""

    redriven: int = 0
    before: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    def told(self) -> str:
        before = f", {self.before:,} had been redriven before" if self.before else ""
        return f"{plural(self.redriven, 'record')} redriven{before}"


def outgoing(record: Record) -> Outgoing:
    """The record on its way back, with where it lay. Raises InvalidRecord when there is no way."""
    back = way_back(record)
    return replace(back, headers=(*back.headers, (REDRIVEN_FROM, record.coordinates.encode())))


async def redrive(bootstrap: str, wish: Wish) -> Result:
    """Publish what is chosen to the retry topics. Delivered batch by batch: what is counted has arrived."""
    result = Result()
    async with connected(bootstrap) as broker:
        dlq = queue(wish.choice.topic)
        spans, ledger = await broker.spans([dlq]), await erased(broker)
        done = frozenset() if wish.again else await redriven_from(broker, dlq)
        publisher = KafkaPublisher(bootstrap, "rematch-redrive")
        await publisher.start()
        try:
            with _progress(sum(len(span) for span in spans.values())) as tell:
                pass_on = _Batch(publisher, broker, result)
                async for record in broker.read(spans):
                    tell()
                    if wish.choice.takes(record) and not _stays(record, ledger, done, result):
                        await pass_on.add(record)
                    if wish.limit and result.redriven + len(pass_on) >= wish.limit:
                        break
                await pass_on.deliver()
        except StackError as error:
            raise StackError(f"{error} ({result.told()}; run it again for the rest)") from error
        finally:
            await publisher.stop()
    return result


def _stays(record: Record, ledger: Erased, done: frozenset[str], result: Result) -> bool:
    if ledger.ended(record):
        result.skipped[GONE] += 1
        return True
    known = record.coordinates in done
    result.before += known
    return known


class _Batch:
    """Records that are about to go back."""

    def __init__(self, publisher: KafkaPublisher, broker: Broker, result: Result) -> None:
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


@contextmanager
def _progress(records: int) -> Iterator[Callable[[], None]]:
    """A bar on a terminal; silence elsewhere."""
    from rich.progress import Progress

    with Progress(console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task("redriving", total=records)
        yield lambda: bar.advance(task)
