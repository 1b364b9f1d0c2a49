"""Every consumer of ours over fakes, fed with raw records as by Kafka."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rematch_common.codec import TOMBSTONE_TYPE
from rematch_common.consume import ConsumeLoop, Handler, Policy
from rematch_common.consumers import ConsumerSpec, by_name
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    CANDIDATE_PROFILES_BULK,
    CRAWL_REPORTS,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    MATCH_FEEDBACK,
    RAW_JOBS,
    RAW_JOBS_BULK,
    Topic,
)
from rematch_common.contracts.generate import EXAMPLES
from rematch_common.records import Record
from rematch_common.retry import Patience
from rematch_dedup.domain.decision import Rules
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.crawls import KeepReports, with_reports
from rematch_embed.handlers import Embed
from rematch_match.handlers.feedback import TakeFeedback, with_feedback
from rematch_match.ports.circumstances import Circumstances
from rematch_notify.domain.filters import AlertFilter
from rematch_notify.handlers.forget import forgetting
from rematch_notify.handlers.hold import Beside, Hold
from rematch_notify.handlers.notify import Notify
from rematch_notify.serving import READS as NOTIFY_READS
from tests.contract.subscribing import subscription
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.history import FakeHistory
from tests.fakes.matching import match_over
from tests.fakes.notifying import FakeChannel, FakeDeliveries
from tests.fakes.openings import FakeOpenings
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, NOW_MS
from tests.fakes.store import FakeStore
from tests.fakes.subscribing import FakeSubscriptions, FakeTellings
from tests.fakes.vector_index import FakeVectorIndex
from tests.fakes.vectors import FakeVectors


@dataclass(frozen=True)
class Consumer:
    """One consumer. `told`: the events it has given; `once`: handling a record again gives none."""

    spec: ConsumerSpec
    publisher: FakePublisher
    told: Callable[[], list[Any]]
    once: bool = True

    async def read(self, records: Sequence[Record]) -> None:
        # The first posting of a process loads the tables: not what is judged here, however slow the machine is.
        policy = Policy(Patience(budget=0.0, attempt=120.0))
        topics = by_name(self.spec.name, (*self.spec.topics, *self.spec.bulk))
        await ConsumeLoop(self.spec.name, topics, self.spec.handle, self.publisher, policy).run(records)


def dedup() -> Consumer:
    openings, publisher = FakeOpenings(), FakePublisher()
    handle = with_reports(Deduplicate(openings, lambda: NOW, Rules()), KeepReports(openings, lambda: NOW))
    spec = ConsumerSpec("dedup", (RAW_JOBS, CRAWL_REPORTS), handle, bulk=(RAW_JOBS_BULK,))
    return Consumer(spec, publisher, lambda: [*openings.outbox.entries, *openings.reports])


def embed() -> Consumer:
    publisher = FakePublisher()
    topics = (EMBEDDED_JOBS.name, EMBEDDED_CANDIDATES.name)
    fresh, bulk = (DEDUPED_JOBS, CANDIDATE_PROFILES), (CANDIDATE_PROFILES_BULK,)
    spec = ConsumerSpec("embed", fresh, Embed(FakeVectors(), lambda: NOW), bulk=bulk)
    return Consumer(spec, publisher, lambda: [r for name in topics for r in publisher.of(name)], once=False)


def match() -> Consumer:
    store, publisher = FakeStore(), FakePublisher()
    feedback = TakeFeedback(store, FakeHistory(store.books), FakePrevailing(Circumstances()), lambda: NOW)
    handle = with_feedback(match_over(store, FakeVectorIndex(), least=0.0), feedback)

    def told() -> list[Any]:
        return [*store.events, *store.books.feedback, *store.books.shown]

    return _consumer("match", (EMBEDDED_JOBS, EMBEDDED_CANDIDATES, MATCH_FEEDBACK), handle, publisher, told)


def notify() -> Consumer:
    channel, publisher, subscriptions = FakeChannel(), FakePublisher(), FakeSubscriptions()
    for one in (subscription(), subscription(2, filter=AlertFilter(), about="alerts", deployment=True)):
        subscriptions.there[one.ref] = one
    tellings, deliveries = FakeTellings(subscriptions), FakeDeliveries(subscriptions)
    hold, beside = Hold(subscriptions, tellings, lambda: NOW), Beside(subscriptions, tellings, lambda: NOW)
    # Without what a tombstone forgets: that may be told anew.
    handle = forgetting(Notify([channel], deliveries, hold, lambda: NOW), beside, _nothing)
    return _consumer("notify", NOTIFY_READS, handle, publisher, lambda: [*channel.told, *tellings.rows.values()])


async def _nothing(_: Sequence[Any]) -> Sequence[Any]:
    return ()


def _consumer(
    name: str, topics: tuple[Topic, ...], handle: Handler, publisher: FakePublisher, told: Callable[[], Sequence[Any]]
) -> Consumer:
    return Consumer(ConsumerSpec(name, topics, handle), publisher, lambda: list(told()))


CONSUMERS = (dedup, embed, match, notify)


def examples(topic: Topic) -> list[Record]:
    """The committed examples of a topic as records; a tombstone where the topic knows any."""
    found: list[Record] = []
    for path in sorted((EXAMPLES / topic.name).glob("*.json")):
        ce_type = path.name.rsplit(".", 2)[0]
        model = next(model for model in topic.models if model.ce_type == ce_type)
        value = path.read_bytes()
        key = model.model_validate_json(value).key.encode()
        found.append(_record(topic, key, value, ce_type, len(found)))
    if topic.tombstones:
        found.append(_record(topic, found[0].key or b"", None, TOMBSTONE_TYPE, len(found)))
    return found


def _record(topic: Topic, key: bytes, value: bytes | None, ce_type: str, offset: int) -> Record:
    return Record(topic.name, 0, offset, NOW_MS, key, value, (("ce_type", ce_type.encode()),))
