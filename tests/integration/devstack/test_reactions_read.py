"""What `rematch finetune --feedback` and a real Kafka make of each other; what is left out unit tests tell more of."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from rematch_common.clock import utc_now
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    DEDUPED_JOBS,
    ERASURE_RECEIPTS,
    MATCH_FEEDBACK,
    CandidateChanged,
    ErasureReceipt,
    Event,
    JobPublished,
    MatchFeedback,
    Topic,
)
from rematch_devstack.commands.reactions import found
from tests.integration.common.topics import publisher

pytestmark = pytest.mark.stack
NOW = datetime(2026, 11, 1, tzinfo=UTC)
TENANT, OPEN = f"t-{uuid4().hex[:8]}", uuid4()


def facts(candidate: str) -> dict[str, str]:
    return {"tenant_id": TENANT, "candidate_id": candidate}


def written() -> list[tuple[Topic, Event]]:
    job = {"job_id": OPEN, "version": 1, "title": "Welder", "company": "Quayside", "description": "You weld."}
    said = {"job_id": OPEN, "action": "applied", "actor": "candidate", "occurred_at": NOW}
    ready = {"version": 1, "status": "ready_for_assignment", "headline": "welder", "updated_at": NOW}
    people = ("stays", "erased")
    return [
        (DEDUPED_JOBS, JobPublished.model_validate({**job, "ads": (), "first_seen": NOW, "content_hash": "0" * 64})),
        *((CANDIDATE_PROFILES, CandidateChanged.model_validate(facts(who) | ready)) for who in people),
        *((MATCH_FEEDBACK, MatchFeedback.model_validate(facts(who) | said)) for who in people),
    ]


def receipt() -> ErasureReceipt:
    """Match is done with it now: what lies in topics already is of that life."""
    gone = {"erasure_id": "e-1", "version": 2, "store": "match", "done_at": utc_now(), "counts": {}}
    return ErasureReceipt.model_validate(facts("erased") | gone)


async def test_what_people_did_is_read_with_what_it_is_about_and_nothing_of_who_is_erased(kafka: str) -> None:
    stamp = Stamp("test", NOW)
    async with publisher(kafka) as broker:
        await broker.publish([encode(topic, event.key, event, stamp) for topic, event in written()])
        await broker.publish([encode(ERASURE_RECEIPTS, (gone := receipt()).key, gone, stamp)])
    read = await found(kafka)
    assert [one.candidate_id for one in read.said if one.tenant_id == TENANT] == ["stays"]
    assert [one.key for one in read.people if one.key.startswith(TENANT)] == [f"{TENANT}/stays"]
    assert [one.key for one in read.jobs].count(str(OPEN)) == 1
