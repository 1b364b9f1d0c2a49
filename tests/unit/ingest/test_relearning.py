"""After a restore ingest takes from its topics what its tables don't know any more."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import (
    ACCESS_KEYS,
    CANDIDATE_PROFILES,
    TENANTS,
    AccessKey,
    CandidateChanged,
    Event,
    TenantSettings,
    Topic,
)
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.erasing import Erasure
from rematch_common.records import Record
from rematch_ingest.domain.erasures import erasure_of
from rematch_ingest.handlers.relearning import Relearn
from tests.fakes.samples import NOW, NOW_MS


class Tables:
    """What came back: versions by name. `erased`: with which version."""

    def __init__(self, **people: int) -> None:
        self.people = people
        self.taken: list[tuple[str, int | None]] = []
        self.erased: dict[tuple[str, str], int] = {}

    async def key(self, key: AccessKey, record: Record) -> bool:
        self.taken.append((key.key_id, record.version))
        return True

    async def tenant(self, settings: TenantSettings | None, record: Record) -> bool:
        self.taken.append(((record.key or b"").decode(), None if settings is None else settings.version))
        return True

    async def person(self, person: CandidateChanged, record: Record) -> bool | None:
        known = self.people.get(person.candidate_id)
        if known is None:
            return None
        self.people[person.candidate_id] = max(known, person.version)
        return person.version > known

    async def again(self, erasure: Erasure, now: object) -> bool:
        self.erased[erasure.person] = erasure.version
        return True


def told(topic: Topic, key: str, event: Event | None, version: int) -> Record:
    said = encode(topic, key, event, Stamp("test", NOW, version=version))
    return Record(topic.name, 0, 0, NOW_MS, said.key, said.value, said.headers)


def person(name: str, version: int) -> Record:
    event = CHANGED[0].model_copy(update={"tenant_id": "demo", "candidate_id": name, "version": version})
    return told(CANDIDATE_PROFILES, event.key, event, version)


def gone(name: str, version: int) -> Record:
    return told(CANDIDATE_PROFILES, f"demo/{name}", None, version)


async def read(records: Sequence[Record]) -> AsyncIterator[Record]:
    for record in records:
        yield record


async def relearned(tables: Tables, *records: Record) -> dict[str, int]:
    relearn = Relearn(tables, tables, lambda: NOW + timedelta(hours=1))  # type: ignore[arg-type]
    return dict(await relearn(read(records)))


async def test_who_is_known_gets_what_kafka_said_last() -> None:
    tables = Tables(ann=1, ben=4)
    counts = await relearned(tables, person("ann", 2), person("ann", 3), person("ben", 4))
    assert (tables.people, counts["people"], tables.erased) == ({"ann": 3, "ben": 4}, 2, {})


async def test_who_came_since_is_erased_a_version_further() -> None:
    tables = Tables()
    counts = await relearned(tables, person("eve", 3), person("eve", 2))
    assert tables.erased == {("demo", "eve"): 4}
    assert erasure_of("demo", "eve", 4).version == 4
    assert counts["erased"] == 1


async def test_who_came_and_went_since_is_left_to_the_ledger_of_erasures() -> None:
    tables = Tables()
    await relearned(tables, person("eve", 1), gone("eve", 2))
    assert tables.erased == {}
    await relearned(tables, gone("eve", 2), person("eve", 1))
    assert tables.erased == {}, "whichever topic is read first"
    await relearned(tables, person("eve", 3), gone("eve", 2))
    assert tables.erased == {("demo", "eve"): 4}, "and has come anew"


async def test_keys_and_tenants_are_handed_on_and_what_nobody_can_read_is_passed_over() -> None:
    tables = Tables()
    settings = TenantSettings(tenant_id="acme", version=5, updated_at=NOW)
    broken = Record(ACCESS_KEYS.name, 0, 0, NOW_MS, b"x", b"{", ())
    counts = await relearned(tables, told(TENANTS, "acme", settings, 5), told(TENANTS, "old", None, 6), broken)
    assert tables.taken == [("acme", 5), ("old", None)]
    assert (counts["tenants"], counts["keys"]) == (2, 0)
