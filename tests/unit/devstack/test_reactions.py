"""What `rematch finetune --feedback` reads out of Kafka, and what of it is left out."""

import json
from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from aiokafka import TopicPartition

from rematch_common.broker import Broker, Span, Spans
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    CANDIDATE_PROFILES_BULK,
    DEDUPED_JOBS,
    ERASURE_RECEIPTS,
    MATCH_FEEDBACK,
    CandidateChanged,
    ErasureReceipt,
    Event,
    JobClosed,
    JobPublished,
    JobUpdated,
    MatchFeedback,
    MatchShown,
    Topic,
)
from rematch_common.records import Record
from rematch_devstack.commands.reactions import Found, read

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OPEN, CLOSED, OTHER = (UUID(int=number, version=4) for number in (1, 2, 3))


class Lying(Broker):
    """Records that lie in topics, as a broker gives them."""

    def __init__(self, written: Sequence[tuple[Topic, str, Event | None, int | None]]) -> None:
        self.records: dict[str, list[Record]] = {}
        for topic, key, event, version in written:
            out = encode(topic, key, event, Stamp("test", NOW, version=version))
            lying = self.records.setdefault(topic.name, [])
            lying.append(Record(topic.name, 0, len(lying), 1_793_000_000_000, out.key, out.value, out.headers))

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(self.records)

    async def spans(self, topics: Iterable[str]) -> dict[TopicPartition, Span]:
        return {TopicPartition(topic, 0): Span(0, len(self.records[topic])) for topic in topics}

    async def read(self, spans: Spans) -> AsyncGenerator[Record, None]:
        for place in spans:
            for record in self.records[place.topic]:
                yield record


def job(job_id: UUID, version: int, title: str, kind: type[Any] = JobPublished) -> Event:
    facts = {"job_id": job_id, "version": version, "title": title, "company": "Quayside", "description": "You weld."}
    found: Event = kind(**facts, ads=(), first_seen=NOW, content_hash="0" * 64)
    return found


def person(candidate: str, version: int) -> CandidateChanged:
    told = {"tenant_id": "acme", "candidate_id": candidate, "version": version, "status": "ready_for_assignment"}
    return CandidateChanged(**told, headline=f"{candidate} {version}", updated_at=NOW)


def said(candidate: str, job_id: UUID) -> MatchFeedback:
    told = {"tenant_id": "acme", "candidate_id": candidate, "job_id": job_id, "action": "applied"}
    return MatchFeedback(**told, actor="candidate", occurred_at=NOW)


def shown(candidate: str, job_id: UUID) -> MatchShown:
    told = {"tenant_id": "acme", "candidate_id": candidate, "job_id": job_id}
    return MatchShown(**told, version=1, position=1, occurred_at=NOW)


def written(*events: tuple[Topic, Event]) -> list[tuple[Topic, str, Event | None, int | None]]:
    return [(topic, event.key, event, getattr(event, "version", None)) for topic, event in events]


async def test_the_newest_of_whom_reactions_are_about(tmp_path: Path) -> None:
    found = await read(
        Lying(
            written(
                *((MATCH_FEEDBACK, said(who, OPEN)) for who in ("a", "b")),
                *((MATCH_FEEDBACK, shown(who, job_id)) for who, job_id in (("a", OTHER), ("stranger", OPEN))),
                (DEDUPED_JOBS, job(OPEN, 1, "Welder")),
                (DEDUPED_JOBS, job(OPEN, 2, "Senior Welder", JobUpdated)),
                (DEDUPED_JOBS, job(OTHER, 1, "Baker")),
                *((CANDIDATE_PROFILES, one) for one in (person("a", 3), person("stranger", 1))),
                *((CANDIDATE_PROFILES_BULK, one) for one in (person("a", 1), person("b", 1))),
            )
        )
    )
    found.write(tmp_path / "reacted")
    lines = {
        file.stem: list(map(json.loads, file.read_text().splitlines())) for file in (tmp_path / "reacted").iterdir()
    }
    assert [one["title"] for one in lines["jobs"]] == ["Senior Welder"]
    assert [one["headline"] for one in lines["candidates"]] == ["a 3", "b 1"]
    assert [one["candidate_id"] for one in lines["feedback"]] == ["a", "b"]
    assert all(JobPublished.model_validate(one) for one in lines["jobs"])


async def test_of_what_has_closed_there_are_no_words() -> None:
    closed = JobClosed(job_id=CLOSED, version=2, reason="filled")
    found = await read(
        Lying(
            written((MATCH_FEEDBACK, said("a", CLOSED)), (DEDUPED_JOBS, closed), (CANDIDATE_PROFILES, person("a", 1)))
        )
    )
    assert (len(found.said), found.jobs, len(found.people)) == (1, [], 1)


async def test_who_was_erased_is_nowhere_in_it() -> None:
    receipt = ErasureReceipt(
        erasure_id="e-1", tenant_id="acme", candidate_id="a", version=4, store="match", done_at=NOW, counts={}
    )
    found = await read(
        Lying(
            [
                *written((MATCH_FEEDBACK, said("a", OPEN)), (MATCH_FEEDBACK, said("b", OPEN))),
                *written((DEDUPED_JOBS, job(OPEN, 1, "Welder"))),
                *written((CANDIDATE_PROFILES_BULK, person("a", 3)), (CANDIDATE_PROFILES, person("b", 1))),
                *written((ERASURE_RECEIPTS, receipt)),
            ]
        )
    )
    assert [one.candidate_id for one in found.said] == ["b"]
    assert [one.key for one in found.people] == ["acme/b"]


async def test_a_tombstone_is_the_last_word_until_there_is_a_newer_version() -> None:
    def lying(*people: tuple[Topic, str, Event | None, int | None]) -> Lying:
        return Lying([*written((MATCH_FEEDBACK, said("a", OPEN))), *people])

    (old,), (anew,) = written((CANDIDATE_PROFILES_BULK, person("a", 3))), written((CANDIDATE_PROFILES, person("a", 5)))
    gone: tuple[Topic, str, Event | None, int | None] = (CANDIDATE_PROFILES, "acme/a", None, 4)
    assert (await read(lying(gone, old))).people == []
    assert [one.key for one in (await read(lying(gone, anew, old))).people] == ["acme/a"]


async def test_where_nothing_was_ever_said_there_is_nothing() -> None:
    assert await read(Lying([])) == Found([], [], [])
