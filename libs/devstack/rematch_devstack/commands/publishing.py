"""How `rematch publish` works: read, check, publish, and keep the tally."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, decode, encode
from rematch_common.contracts import MAX_RAW_BYTES, RAW_JOBS, RAW_JOBS_BULK, RawJob, Topic
from rematch_common.errors import InvalidRecord
from rematch_common.kafka import KafkaPublisher
from rematch_common.lines import Line
from rematch_common.records import Outgoing, Record
from rematch_common.tracing import new_traceparent
from rematch_devstack.commands.broker import connected, kafka_told
from rematch_devstack.commands.console import ERR, plural, safe
from rematch_devstack.commands.lines import lines, opened
from rematch_devstack.errors import StackError

SOURCE = "rematch/cli"
SHOWN = 20
# White space around a posting is not its size.
LONGEST_LINE = MAX_RAW_BYTES + 4096
RAW = {topic.name: topic for topic in (RAW_JOBS, RAW_JOBS_BULK)}


class Unreadable(Exception):
    """The file cannot be read, or not to its end; the sentence says so."""


@dataclass(frozen=True)
class Wish:
    file: str
    topic: Topic
    bootstrap: str


@dataclass(frozen=True)
class Rejected:
    """A line that was not published, and why."""

    line: int
    reason: str
    field: str
    message: str


@dataclass
class Tally:
    """Counts what happens. Every rejected line counts, the first few are kept."""

    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    shown: list[Rejected] = field(default_factory=list)
    began: float = field(default_factory=monotonic)

    @property
    def rejected(self) -> int:
        return self.reasons.total()

    @property
    def unshown(self) -> int:
        return self.rejected - len(self.shown)

    def reject(self, rejected: Rejected) -> None:
        self.reasons[rejected.reason] += 1
        if len(self.shown) < SHOWN:
            self.shown.append(rejected)

    def told(self) -> str:
        seconds = monotonic() - self.began
        return (
            f"{plural(self.accepted, 'posting')} published, {plural(self.rejected, 'line')} rejected, {seconds:.1f} s"
        )

    def rows(self) -> list[tuple[object, ...]]:
        return [(each.line, each.field or "-", each.reason, safe(each.message, 300)) for each in self.shown]

    def reasons_told(self) -> str:
        return ", ".join(f"{count:,} {reason}" for reason, count in self.reasons.most_common())


def raw_topic(name: str) -> Topic:
    """StackError for a topic that takes no postings."""
    if name in RAW:
        return RAW[name]
    raise StackError(f"postings are not published to {name}: choose {' or '.join(RAW)}")


def read(line: Line, topic: Topic) -> RawJob | Rejected:
    """The posting in the line, or why there is none."""
    if line.text is None:
        told = f"the line has {line.size:,} bytes: a posting has at most {MAX_RAW_BYTES:,}"
        return Rejected(line.number, "too_large", "", told)
    try:
        job = decode(topic, Record(topic.name, 0, line.number, 0, None, line.text))
    except InvalidRecord as error:
        return Rejected(line.number, error.reason, error.field or "", str(error))
    assert isinstance(job, RawJob), "a raw topic carries nothing else"
    return job


def outgoing(job: RawJob, topic: Topic) -> Outgoing:
    """The record, under the key by which a posting stays on one partition."""
    return encode(topic, job.key, job, Stamp(SOURCE, utc_now(), new_traceparent()))


def batch_of(found: Iterable[Line], topic: Topic, tally: Tally) -> list[Outgoing]:
    """What can be published of these lines; what can't goes into the tally. Empty lines are nothing."""
    batch = []
    for line in found:
        if line.text == b"":
            continue
        posting = read(line, topic)
        if isinstance(posting, Rejected):
            tally.reject(posting)
            continue
        try:
            batch.append(outgoing(posting, topic))
        except InvalidRecord as error:
            tally.reject(Rejected(line.number, error.reason, error.field or "", str(error)))
    return batch


async def publish(wish: Wish) -> Tally:
    """Publish what can be; each batch is delivered before the next is read. Raises Unreadable, StackError."""
    tally = Tally()
    try:
        with opened(wish.file) as (descriptor, size), _progress(size) as tell:
            await _stream(wish, descriptor, tally, tell)
    except OSError as error:
        done = f" after {plural(tally.accepted, 'published posting')}" if tally.accepted else ""
        raise Unreadable(f"{wish.file} cannot be read{done}: {error.strerror or error}") from error
    except StackError as error:
        raise StackError(
            f"{error} ({plural(tally.accepted, 'posting')} published before; a posting that is sent twice counts once)"
        ) from error
    return tally


async def _stream(wish: Wish, descriptor: int, tally: Tally, tell: Callable[[int, Tally], None]) -> None:
    publisher = KafkaPublisher(wish.bootstrap, "rematch-publish")
    async with connected(wish.bootstrap) as broker:
        broker.partitions(wish.topic.name)  # a topic that is missing is told at once, not after a time-out
    with kafka_told(wish.bootstrap):
        await publisher.start()
    try:
        async for found, size in lines(descriptor, LONGEST_LINE):
            await _deliver(publisher, wish, batch_of(found, wish.topic, tally), tally)
            tell(size, tally)
    finally:
        await publisher.stop()


async def _deliver(publisher: KafkaPublisher, wish: Wish, batch: Sequence[Outgoing], tally: Tally) -> None:
    with kafka_told(wish.bootstrap):
        await publisher.publish(batch)
    tally.accepted += len(batch)


@contextmanager
def _progress(size: int | None) -> Iterator[Callable[[int, Tally], None]]:
    """A bar on a terminal; silence elsewhere."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task("reading", total=size)

        def tell(more: int, tally: Tally) -> None:
            told = f"{tally.accepted:,} published, {tally.rejected:,} rejected"
            bar.update(task, advance=more, description=told)

        yield tell
