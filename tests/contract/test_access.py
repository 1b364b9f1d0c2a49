"""Who may do what in Kafka, against what the wiring of each service does."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from rematch_common import guard, keyring, reconcile, wiring
from rematch_common.bulk import Behind, bulk_group
from rematch_common.consumers import ConsumerSpec, by_name
from rematch_common.contracts import SERVICES, TOPICS, Topic, all_topics, dlq_topic, own_topic_name
from rematch_common.contracts.access import (
    ACCESS,
    ANY,
    Access,
    access_of_tenant,
    allows,
    reader_of,
    user_of,
)
from rematch_common.health import Pulse
from rematch_common.kafka import TopicFollower
from rematch_common.records import Record
from rematch_common.wiring import Worker
from rematch_console.domain import passages, stages


class Seen:
    """What a service was seen to do."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.groups: set[str] = set()
        self.watches: set[str] = set()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture(params=SERVICES)
def wired(request: pytest.FixtureRequest, seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service that its bootstrap has just wired, of what it needs nothing being there."""

    class Follower(TopicFollower):
        def __init__(
            self, bootstrap: str, topic: str, see: Callable[[Sequence[Record]], Awaitable[None]], **more: bool | float
        ) -> None:
            seen.reads.add(topic)
            super().__init__(bootstrap, topic, see)

    class Reconciler(reconcile.Reconciler):
        def __init__(self, topic: str, *more: object) -> None:
            seen.reads.add(topic)
            super().__init__(topic, *more)  # type: ignore[arg-type]

    class Witness(Worker):
        def consumes(self, spec: ConsumerSpec) -> Pulse:
            seen.reads |= by_name(spec.name, (*spec.topics, *spec.bulk)).keys()
            seen.writes |= {dlq_topic(topic.name) for topic in (*spec.topics, *spec.bulk)}
            seen.groups |= {spec.name} | ({bulk_group(spec.name)} if spec.bulk else set())
            seen.watches |= {_group_of(behind) for behind in spec.behind}
            return super().consumes(spec)

        def writes(self, *topics: Topic) -> None:
            seen.writes |= {topic.name for topic in topics}
            super().writes(*topics)

    monkeypatch.setenv("REMATCH_DATA_DIR", str(tmp_path))
    for module in (wiring, keyring, guard):
        monkeypatch.setattr(module, "TopicFollower", Follower)
    bootstrap = import_module(f"rematch_{request.param}.bootstrap")
    monkeypatch.setattr(bootstrap, "Worker", Witness)
    monkeypatch.setattr(bootstrap, "Reconciler", Reconciler, raising=False)
    bootstrap.build(bootstrap.Settings())
    yield request.param


def _group_of(behind: Behind) -> str:
    return behind._group


def beyond(access: Access, seen: Seen) -> list[str]:
    """What was done that the access doesn't allow."""
    prefixes = {f"{group}{ANY}" for group in access.groups}
    return [
        *(f"reads {name}" for name in seen.reads if not allows(access.reads, name)),
        *(f"writes {name}" for name in seen.writes if not allows(access.writes, name)),
        *(f"joins {name}" for name in seen.groups if not allows(prefixes, name)),
        *(f"watches {name}" for name in seen.watches if not allows(access.watches, name)),
    ]


def test_a_service_does_nothing_that_its_access_does_not_allow(wired: str, seen: Seen) -> None:
    assert seen.reads, "nothing was seen"
    assert beyond(ACCESS[wired], seen) == []


def test_what_is_not_allowed_is_told(wired: str, seen: Seen) -> None:
    seen.reads.add("secrets")
    seen.writes.add("secrets")
    seen.groups.add("others")
    seen.watches.add("others")
    assert beyond(ACCESS[wired], seen) == ["reads secrets", "writes secrets", "joins others", "watches others"]


def test_every_service_of_the_table_and_those_beside_have_an_access() -> None:
    assert set(ACCESS) == {*SERVICES, "console", "scraper", "downstream", "tools"}


def test_what_is_named_exists() -> None:
    known = {topic.name for topic in all_topics()} | {own_topic_name(ANY)}
    topics = [each.name for each in fields(Access) if each.name not in {"groups", "watches"}]
    assert {name for access in ACCESS.values() for field in topics for name in getattr(access, field)} <= known


def test_people_are_read_by_those_alone_who_match_and_tell_them() -> None:
    """A console shows matches, and whoever may look at dead letters sees them veiled."""
    profiles = {"candidate-profiles", "candidate-profiles-bulk", "embedded-candidates"}
    readers = {name for name, access in ACCESS.items() if any(allows(access.reads, topic) for topic in profiles)}
    assert readers == {"ingest", "embed", "match", "tools"}


def test_the_console_may_see_what_it_shows() -> None:
    access = ACCESS["console"]
    assert set(passages.WATCHED) <= access.reads
    assert access.sees | access.reads >= stages.TOPICS
    assert all(allows(access.watches, group) for group in stages.GROUPS)
    assert access.groups == frozenset()


def test_nobody_but_match_makes_topics_and_only_tenants_own() -> None:
    assert {name: access.creates for name, access in ACCESS.items() if access.creates} == {
        "match": frozenset({own_topic_name(ANY)})
    }


def test_a_scraper_reads_nothing() -> None:
    assert ACCESS["scraper"].reads == frozenset()
    assert ACCESS["scraper"].writes == {"raw-jobs", "raw-jobs-bulk", "crawl-reports"}


def test_programs_of_others_read_what_the_table_gives_them() -> None:
    assert ACCESS["downstream"].reads == {topic.name for topic in TOPICS if "apps" in topic.consumers}
    assert not allows(ACCESS["downstream"].reads, own_topic_name("acme"))


def test_a_tenants_program_reads_its_own_matches_and_joins_groups_of_its_own() -> None:
    access = access_of_tenant("acme")
    assert access.reads == {"matches.acme"}
    assert not allows(access.reads, "matches.acme-gmbh")
    assert not allows(access.reads, "matches")
    assert allows({f"{group}{ANY}" for group in access.groups}, "acme/alerts")
    assert not allows({f"{group}{ANY}" for group in access.groups}, "acme-gmbh/alerts")
    assert access.writes == frozenset()


def test_no_tenants_program_logs_in_as_a_service() -> None:
    assert {user_of(name) for name in ACCESS}.isdisjoint({reader_of(name) for name in ACCESS})


@pytest.mark.parametrize(
    ("names", "name", "told"),
    [
        ({"matches"}, "matches", True),
        ({"matches"}, "matches.acme", False),
        ({"matches.*"}, "matches.acme", True),
        ({"matches.*"}, "matches", False),
        (set(), "matches", False),
    ],
)
def test_names_and_patterns(names: set[str], name: str, told: bool) -> None:
    assert allows(names, name) is told
