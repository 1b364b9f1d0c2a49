"""Out of Kafka: what people did with matches, and the openings and people whom that is about, into files."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rematch_common.answering import as_line
from rematch_common.broker import Broker
from rematch_common.codec import decode
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    CANDIDATE_PROFILES_BULK,
    DEDUPED_JOBS,
    MATCH_FEEDBACK,
    CandidateChanged,
    Event,
    JobPublished,
    JobUpdated,
    MatchFeedback,
    Topic,
)
from rematch_common.dead_letters.ledger import erased
from rematch_common.erased import Erased
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record
from rematch_devstack.commands.broker import connected


@dataclass(frozen=True)
class Found:
    """Reactions, and what is still there of the openings and people that they are about."""

    said: Sequence[MatchFeedback]
    jobs: Sequence[Event]
    people: Sequence[Event]

    def write(self, folder: Path) -> None:
        """feedback.jsonl, jobs.jsonl and candidates.jsonl."""
        folder.mkdir(parents=True)
        for name, records in (("feedback", self.said), ("jobs", self.jobs), ("candidates", self.people)):
            with (folder / f"{name}.jsonl").open("wb") as file:
                file.writelines(map(as_line, records))


async def found(bootstrap: str) -> Found:
    """StackError when Kafka doesn't answer."""
    async with connected(bootstrap) as broker:
        return await read(broker)


async def read(broker: Broker) -> Found:
    """Nothing of anybody who was erased, nor of an opening that has closed: its topic has no words of it any more."""
    ledger = await erased(broker)
    said = [event async for _, event in _records(broker, MATCH_FEEDBACK, ledger) if isinstance(event, MatchFeedback)]
    jobs = {str(one.job_id) for one in said}
    people = {f"{one.tenant_id}/{one.candidate_id}" for one in said}
    openings = await _newest(broker, (DEDUPED_JOBS,), ledger, jobs.__contains__)
    persons = await _newest(broker, (CANDIDATE_PROFILES, CANDIDATE_PROFILES_BULK), ledger, people.__contains__)
    return Found(
        said,
        # One kind of record for whoever reads the file; the two say the same of an opening.
        [JobPublished.model_construct(**dict(one)) for one in openings if isinstance(one, JobPublished | JobUpdated)],
        [one for one in persons if isinstance(one, CandidateChanged)],
    )


async def _newest(
    broker: Broker, topics: tuple[Topic, ...], ledger: Erased, wanted: Callable[[str], bool]
) -> list[Event]:
    """The newest event of each key that is wanted, by its version: it may lie in either of two topics."""
    found: dict[str, Event | None] = {}
    versions: dict[str, int] = {}
    for topic in topics:
        async for record, event in _records(broker, topic, ledger):
            key = (record.key or b"").decode("utf-8", "replace")
            version = record.version if record.version is not None else getattr(event, "version", versions.get(key, 0))
            if wanted(key) and version >= versions.get(key, 0):
                versions[key], found[key] = version, event
    return [event for _, event in sorted(found.items()) if event is not None]


async def _records(broker: Broker, topic: Topic, ledger: Erased) -> AsyncIterator[tuple[Record, Event | None]]:
    """Those that can be read, and tell of nobody who was erased."""
    if topic.name not in broker.topics:
        return
    async for record in broker.read(await broker.spans([topic.name])):
        try:
            event = decode(topic, record)
        except InvalidRecord:  # the topic's own readers have put it aside
            continue
        if event is None or not ledger.ended(record):
            yield record, event
