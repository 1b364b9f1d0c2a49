"""The table of topics against the wiring: who is said to read and to write a topic, and who does."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest

from rematch_common.consumers import ConsumerSpec
from rematch_common.contracts import ACCESS_KEYS, SERVICES, TOPICS, Topic
from rematch_common.database import Database
from rematch_common.health import Pulse
from rematch_common.keyring import KeyRing
from rematch_common.outbox import Outbox
from rematch_common.records import Record
from rematch_common.wiring import Worker


class Witness(Worker):
    """A Worker that remembers what its bootstrap asked of it."""

    reads: set[str]
    wrote: set[str]

    def consumes(self, spec: ConsumerSpec) -> Pulse:
        self.reads |= {topic.name for topic in (*spec.topics, *spec.bulk)}
        return super().consumes(spec)

    def follows(self, topic: Topic, see: Callable[[Sequence[Record]], Awaitable[None]]) -> None:
        self.reads.add(topic.name)
        super().follows(topic, see)

    def keys(
        self, database: Database | None = None, outbox: Outbox | None = None, used: Callable[[str], None] | None = None
    ) -> KeyRing:
        self.reads.add(ACCESS_KEYS.name)
        return super().keys(database, outbox, used)

    def writes(self, *topics: Topic) -> None:
        self.wrote |= {topic.name for topic in topics}
        super().writes(*topics)


@pytest.fixture(params=SERVICES)
def wired(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a service whose bootstrap has just wired it, of what it needs nothing being there."""
    Witness.reads, Witness.wrote = set(), set()
    monkeypatch.setenv("REMATCH_DATA_DIR", str(tmp_path))
    bootstrap = import_module(f"rematch_{request.param}.bootstrap")
    monkeypatch.setattr(bootstrap, "Worker", Witness)
    bootstrap.build(bootstrap.Settings())
    yield request.param


def test_the_table_tells_who_reads_and_who_writes(wired: str) -> None:
    assert {topic.name for topic in TOPICS if wired in (*topic.consumers, *topic.followers)} == Witness.reads
    assert {topic.name for topic in TOPICS if wired in topic.producers} == Witness.wrote


def test_who_is_no_service_of_ours_is_a_known_word() -> None:
    assert {name for topic in TOPICS for name in (*topic.producers, *topic.consumers)} - {*SERVICES} == {
        "scrapers",
        "apps",
    }
