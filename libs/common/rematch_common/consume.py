"""The one consume loop: decode, handle, publish, or dead-letter; only then may the batch be acknowledged.

It knows nothing of Kafka clients or Faust: a batch of raw records goes in, and when `run` returns, every one of
them has had its effect or lies in the dead-letter queue, delivered. When it raises, none may be acknowledged.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rematch_common import metrics
from rematch_common.codec import decode
from rematch_common.contracts import Event, Topic
from rematch_common.dead_letter import dead_letter, reason_of
from rematch_common.errors import DependencyAway, InvalidRecord, PoisonFlood
from rematch_common.faults import fault_point
from rematch_common.logs import bug, logger
from rematch_common.records import Outgoing, Record
from rematch_common.retry import Patience, Stopping
from rematch_common.tracing import failed, processing

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Received:
    """A record that could be read. An event of None is a tombstone: forget this key."""

    record: Record
    event: Event | None

    @property
    def key(self) -> str:
        return (self.record.key or b"").decode("utf-8", "replace")


Handler = Callable[[Sequence[Received]], Awaitable[Sequence[Outgoing]]]


class Publisher(Protocol):
    """Where records go. Returns when the broker has confirmed every one of them.

    Raises DependencyAway when it did not, and InvalidRecord when it never will (a record too large).
    """

    async def publish(self, records: Sequence[Outgoing]) -> None: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a record goes to the dead-letter queue."""

    record: Record
    error: Exception
    attempts: int


Tell = Callable[[Failure], Sequence[Outgoing]]


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient the loop is, how many failures in a row it takes for bad luck (0: any number), what it says of each
    beside its dead letter, and who hears that there is one more in its queue."""

    patience: Patience
    poison_limit: int = 100
    tell: Tell | None = None
    lettered: Callable[[str], None] = lambda _: None


class ConsumeLoop:
    """See the module. `beat` is called whenever the loop turns, also while it waits for what is away."""

    def __init__(
        self, consumer: str, topics: Mapping[str, Topic], handle: Handler, publisher: Publisher, policy: Policy
    ) -> None:
        self.consumer = consumer
        self._topics = topics
        self._handle = handle
        self._publisher = publisher
        self._policy = policy
        self._streaks: dict[tuple[str, int], int] = {}

    async def run(self, batch: Sequence[Record]) -> None:
        """Give every record its effect. Raises DependencyAway past the budget, PoisonFlood, or Stopping."""
        with processing(self.consumer, batch):
            good, failures = self._decode(batch)
            fault_point("loop.decoded")
            if good:
                failures += await self._effect(good)
            self._count_streaks(batch, failures)
            if failures:
                await self._dead_letter(failures)
        self._observe(batch, failures)

    def _decode(self, batch: Sequence[Record]) -> tuple[list[Received], list[Failure]]:
        good, failures = list[Received](), list[Failure]()
        for record in batch:
            topic = self._topics[record.topic]
            if topic.wanted and topic.passes_over(record.header("ce_type")):
                continue
            try:
                good.append(Received(record, decode(topic, record)))
            except InvalidRecord as error:
                failures.append(Failure(record, error, attempts=1))
            except Exception as error:  # a bug of the codec must not stop what stands behind this record
                failures.append(self._failure(record, error, attempts=1))
        return good, failures

    async def _effect(self, good: Sequence[Received]) -> list[Failure]:
        """Handle and publish a batch; when that fails for another reason than absence, each record alone."""
        try:
            await self._attempt(good)
        except (DependencyAway, Stopping):
            raise
        except Exception as error:
            if len(good) == 1:
                return await self._once_more(good[0], error)
            log.warning("batch failed, trying its records alone", consumer=self.consumer, error=type(error).__name__)
            failures: list[Failure] = []
            for received in good:
                failures += await self._effect([received])
            return failures
        return []

    async def _once_more(self, received: Received, error: Exception) -> list[Failure]:
        """A record alone that failed by surprise has a second chance; one that is wrong stays wrong."""
        if isinstance(error, InvalidRecord):
            return [self._failure(received.record, error, attempts=1)]
        try:
            await self._attempt([received])
        except (DependencyAway, Stopping):
            raise
        except Exception as again:
            return [self._failure(received.record, again, attempts=2)]
        return []

    def _failure(self, record: Record, error: Exception, attempts: int) -> Failure:
        if not isinstance(error, InvalidRecord):
            self._log_bug("bug while handling", record, error)
        return Failure(record, error, attempts)

    def _log_bug(self, what: str, record: Record, error: Exception) -> None:
        log.error(what, consumer=self.consumer, record=record.coordinates, **bug(error))

    async def _attempt(self, good: Sequence[Received]) -> None:
        async def once() -> None:
            outgoing = await self._handle(good)
            fault_point("loop.handled")
            if outgoing:
                await self._publisher.publish(outgoing)
            fault_point("loop.published")

        await self._policy.patience.insist(once, self.consumer)

    async def _dead_letter(self, failures: Sequence[Failure]) -> None:
        letters = [dead_letter(f.record, self.consumer, f.error, f.attempts) for f in failures]
        letters += [record for failure in failures for record in self._told(failure)]
        await self._policy.patience.insist(lambda: self._publisher.publish(letters), self.consumer)
        for failure, letter in zip(failures, letters, strict=False):
            self._policy.lettered(letter.topic)
            reason = reason_of(failure.error)
            metrics.DEAD_LETTERED.labels(self.consumer, metrics.told_as(failure.record.topic), reason).inc()
            failed(failure.record, reason)
            log.warning("dead-lettered", consumer=self.consumer, record=failure.record.coordinates, reason=reason)
        fault_point("loop.dead_lettered")

    def _told(self, failure: Failure) -> Sequence[Outgoing]:
        try:
            return self._policy.tell(failure) if self._policy.tell else ()
        except Exception as bug:  # the dead letter says it all the same, and what stands behind must not wait
            self._log_bug("bug while telling of a dead letter", failure.record, bug)
            return ()

    def _count_streaks(self, batch: Sequence[Record], failures: Sequence[Failure]) -> None:
        failed = {(f.record.topic, f.record.partition, f.record.offset) for f in failures}
        for record in batch:
            place = (record.topic, record.partition)
            bad = (*place, record.offset) in failed
            self._streaks[place] = self._streaks.get(place, 0) + 1 if bad else 0
            if self._policy.poison_limit and self._streaks[place] >= self._policy.poison_limit:
                raise PoisonFlood(
                    f"{self._streaks[place]} records in a row failed on {record.topic} partition {record.partition}, "
                    f"up to offset {record.offset}: {_first_error(failures)}"
                )

    def _observe(self, batch: Sequence[Record], failures: Sequence[Failure]) -> None:
        metrics.BATCH_SIZE.labels(self.consumer).observe(len(batch))
        done = Counter(record.topic for record in batch)
        done.subtract(failure.record.topic for failure in failures)
        for topic, number in done.items():
            metrics.CONSUMED.labels(self.consumer, metrics.told_as(topic)).inc(number)


def _first_error(failures: Sequence[Failure]) -> str:
    error = failures[0].error
    return error.reason if isinstance(error, InvalidRecord) else type(error).__name__
