"""Compares what became of a run with its ledger, and counts what is allowed but worth knowing."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

import orjson
from aiokafka import TopicPartition

from rematch_common.contracts import RAW_JOBS, match_id_of
from rematch_common.records import Record
from rematch_devstack.groups import GROUPS, Ends
from rematch_devstack.waiting import until
from tests.reliability.harness import books
from tests.reliability.harness.books import Books
from tests.reliability.harness.dead_letters import faults_of, origin
from tests.reliability.harness.feed import Fed, Place
from tests.reliability.harness.ledger import Ledger, Opening
from tests.reliability.harness.system import TENANT, System
from tests.reliability.harness.topics import Topics, last_of_each_key, repeated, written_since

COMPACTED = ("deduped-jobs", "embedded-jobs", "matches", "candidate-profiles", "embedded-candidates")
WRITTEN = (*COMPACTED, "ingest-outcomes")
# In a person's list: match's own default.
_PLACES = 50
READ = tuple(dict.fromkeys(name for names in GROUPS.values() for name in names))
DLQS = tuple(f"{name}.dlq" for name in READ)


@dataclass
class Verdict:
    """`faults`: broken promises, each in words. `duplicates`: records written more than once, by topic."""

    faults: list[str] = field(default_factory=list)
    duplicates: dict[str, int] = field(default_factory=dict)


async def beginnings(topics: Topics) -> Ends:
    """Where this run's records begin: taken before anything is published."""
    return await topics.ends([*WRITTEN, *DLQS, *(name for name in READ if name not in WRITTEN)])


async def drained(system: System, topics: Topics, deadline: float) -> None:
    """Wait until no group has lag and no outbox holds an event, asked in the order of the flow."""
    last: dict[str, int] = {}

    async def empty() -> bool:
        last.clear()
        last.update(await books.pending(system.database))
        for group in GROUPS:
            last[group] = await topics.lag(group)
            if last[group]:
                break
        return not any(last.values())

    try:
        async with asyncio.timeout(deadline):
            await until(empty)
    except TimeoutError:
        states = {name: str(status) for name, status in system.supervisor.statuses.items()}
        groups = [await topics.described(group) for group in GROUPS if last.get(group)]
        raise AssertionError(f"not drained after {deadline:.0f} s: {last}; {states}; {groups}") from None


async def examine(system: System, topics: Topics, ledger: Ledger, fed: Fed, since: Ends) -> Verdict:
    """Call it when everything is drained."""
    found = await books.read(system.database, ledger.run)
    everything = await topics.read(COMPACTED)
    written = await topics.read(["ingest-outcomes", *DLQS], since)
    last = {name: last_of_each_key(records) for name, records in everything.items()}
    # Whoever reads a topic anew comes by what others have published before this run, poison and all.
    dead = [letter for name in DLQS for letter in written[name] if _of_this_run(origin(letter), since)]
    outcomes = [told for told in written["ingest-outcomes"] if _of_this_run(raw_of(told), since)]
    faults = [
        *_openings(ledger, found),
        *_last_words(found, last),
        *_pairs(ledger, found),
        *_outcomes(fed, outcomes),
        *faults_of(fed, dead),
    ]
    twice = {name: repeated(written_since(records, since)) for name, records in everything.items()}
    return Verdict(faults, {**twice, "ingest-outcomes": repeated(outcomes)})


def _of_this_run(place: Place, since: Ends) -> bool:
    topic, partition, offset = place
    return offset >= since.get(TopicPartition(topic, partition), 0)


def raw_of(outcome: Record) -> Place:
    told = orjson.loads(outcome.value or b"")["raw"]
    return told["topic"], told["partition"], told["offset"]


def _openings(ledger: Ledger, found: Books) -> Iterator[str]:
    owners: dict[UUID, list[Opening]] = defaultdict(list)
    for opening in ledger.openings:
        ids = {found.ads[ad] for ad in opening.ads if ad in found.ads}
        if missing := [ad for ad in opening.ads if ad not in found.ads]:
            yield f"lost: ads {missing} were never stored"
        if len(ids) > 1:
            yield f"ads {opening.ads} became {len(ids)} openings"
        for job_id in ids:
            owners[job_id].append(opening)
            row = found.openings[job_id]
            if (row.version, row.open) != (opening.version, opening.open):
                yield f"opening {job_id} of {opening.ads} is {row}, expected {opening.version}, {opening.open}"
    yield from (f"opening {job_id} holds {len(many)} postings" for job_id, many in owners.items() if len(many) > 1)
    yield from (f"opening {job_id} belongs to no posting" for job_id in found.openings.keys() - owners.keys())


def _last_words(found: Books, last: Mapping[str, Mapping[str, Record]]) -> Iterator[str]:
    """On a compacted topic the last record of a key must be its newest version, in force or closed."""
    wanted = {
        "deduped-jobs": {str(job_id): row.version for job_id, row in found.openings.items()},
        "embedded-jobs": {str(job_id): row.version for job_id, row in found.openings.items()},
        "matches": {key: row.version for key, row in found.pairs.items() if row.told},
        "candidate-profiles": found.profiles,
        "embedded-candidates": found.profiles,
    }
    for topic, versions in wanted.items():
        for key, version in versions.items():
            record = last[topic].get(key)
            if record is None:
                yield f"lost: {key} is not on {topic}"
            elif record.version != version:
                yield f"the last record of {key} on {topic} is version {record.version}, the newest is {version}"


def _pairs(ledger: Ledger, found: Books) -> Iterator[str]:
    """Each person has all openings that ask for their skill, the best of them in force, and nobody else has any."""
    fitting: dict[str, set[str]] = defaultdict(set)
    for opening in ledger.openings:
        owner = ledger.owner_of(opening.skill)
        ids = {found.ads[ad] for ad in opening.ads if ad in found.ads}
        if owner and opening.open:
            fitting[owner] |= {f"{TENANT}/{owner}/{job_id}" for job_id in ids} - ledger.rejected
    there = {key: row for key, row in found.pairs.items() if row.state in ("active", "displaced")}
    yield from (f"match {key} in force, which should not be" for key in there.keys() - set().union(*fitting.values()))
    for keys in fitting.values():
        yield from (f"lost: no match {key}" for key in keys - there.keys())
        ranked = sorted((there[key].rank, key) for key in keys & there.keys())
        for place, (_, key) in enumerate(ranked):
            state = "active" if place < _PLACES else "displaced"
            if there[key].state != state:
                yield f"match {key} is {there[key].state}, not {state}, at place {place + 1} of {len(ranked)}"
    yield from _deliveries(found)


def _deliveries(found: Books) -> Iterator[str]:
    for key, row in found.pairs.items():
        tenant, candidate, job_id = key.split("/")
        told = found.deliveries.get(match_id_of(tenant, candidate, UUID(job_id)))
        if told != (row.version if row.told else None):
            yield f"match {key} is version {row.version}, told was {told}"


def _outcomes(fed: Fed, outcomes: list[Record]) -> Iterator[str]:
    """Each raw record has one outcome, however often it was written; that of a poisonous one is that it was refused."""
    ids: dict[tuple[str, int, int], set[str | None]] = defaultdict(set)
    refused = set()
    for record in outcomes:
        place = raw_of(record)
        ids[place].add(record.header("ce_id"))
        if orjson.loads(record.value or b"")["outcome"] == "rejected":
            refused.add(place)
    poison = {place for place in fed.poison if place[0] == RAW_JOBS.name}  # of other topics' records nobody asked
    if missing := (fed.good | poison) - ids.keys():
        yield f"lost: {len(missing)} raw records without an outcome, such as {sorted(missing)[:3]}"
    if wrong := refused ^ poison:
        yield f"{len(wrong)} raw records were refused though good, or not refused though poisonous"
    yield from (f"raw record {place} has {len(many)} outcomes" for place, many in ids.items() if len(many) > 1)
