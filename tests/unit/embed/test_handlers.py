"""Every record leaves as it came, with a vector where it has a text."""

import pytest

from rematch_common.codec import decode
from rematch_common.consume import Received
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    DEDUPED_JOBS,
    EMBEDDED_CANDIDATES,
    EMBEDDED_JOBS,
    CandidateEmbedded,
    Event,
    JobClosed,
    JobEmbedded,
    Topic,
)
from rematch_common.contracts.examples_jobs import CLOSED, PUBLISHED, UPDATED
from rematch_common.contracts.examples_matches import CHANGED
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record
from rematch_embed.domain.texts import job_text, text_hash
from rematch_embed.handlers import Embed
from tests.fakes.samples import NOW, received
from tests.fakes.vectors import FakeVectors, embedding_of


async def embedded(*batch: Received) -> list[Outgoing]:
    return list(await Embed(FakeVectors(), lambda: NOW)(batch))


def read(sent: Outgoing, topic: Topic) -> Event | None:
    assert sent.topic == topic.name
    return decode(topic, Record(sent.topic, 0, 0, 0, sent.key, sent.value, sent.headers))


def header(sent: Outgoing, name: str) -> str:
    return dict(sent.headers).get(name, b"").decode()


async def test_an_opening_gets_its_vector_and_keeps_all_it_says() -> None:
    opening = PUBLISHED[0]
    (sent,) = await embedded(received(DEDUPED_JOBS, opening.key, opening))
    job = read(sent, EMBEDDED_JOBS)
    assert isinstance(job, JobEmbedded)
    assert job.embeddings == (embedding_of(job_text(opening)),)
    assert job.text_hash == text_hash(job_text(opening))
    mine = {"embeddings", "text_hash", "lineage"}
    assert job.model_dump(exclude=mine) == opening.model_dump(exclude=mine)
    assert opening.lineage
    assert job.lineage == opening.lineage.model_copy(update={"embedded_at": NOW})


async def test_a_person_gets_a_vector_and_the_place_where_their_record_lies() -> None:
    (sent,) = await embedded(received(CANDIDATE_PROFILES, CHANGED[0].key, CHANGED[0], offset=7))
    person = read(sent, EMBEDDED_CANDIDATES)
    assert isinstance(person, CandidateEmbedded)
    assert person.lineage
    assert (person.lineage.raw_topic, person.lineage.raw_offset) == ("candidate-profiles", 7)
    assert person.skills == CHANGED[0].skills


async def test_what_has_no_text_is_passed_on_with_its_version() -> None:
    closed, no_job, nobody = await embedded(
        received(DEDUPED_JOBS, CLOSED[0].key, CLOSED[0]),
        received(DEDUPED_JOBS, CLOSED[0].key, None, version=8),
        received(CANDIDATE_PROFILES, "demo/c-1001", None, version=5),
    )
    assert read(closed, EMBEDDED_JOBS) == CLOSED[0]
    assert isinstance(CLOSED[0], JobClosed)
    assert read(no_job, EMBEDDED_JOBS) is None
    assert read(nobody, EMBEDDED_CANDIDATES) is None
    assert [header(sent, "ce_sequence") for sent in (closed, no_job, nobody)] == ["3", "8", "5"]
    assert [sent.key for sent in (no_job, nobody)] == [CLOSED[0].key.encode(), b"demo/c-1001"]


async def test_a_batch_is_embedded_at_once_and_stays_in_order() -> None:
    vectors = FakeVectors()
    batch = [
        received(DEDUPED_JOBS, PUBLISHED[0].key, PUBLISHED[0]),
        received(DEDUPED_JOBS, CLOSED[1].key, CLOSED[1]),
        received(CANDIDATE_PROFILES, CHANGED[0].key, CHANGED[0]),
        received(DEDUPED_JOBS, UPDATED[1].key, UPDATED[1]),
    ]
    sent = list(await Embed(vectors, lambda: NOW)(batch))
    assert [(one.key or b"").decode() for one in sent] == [one.key for one in batch]
    assert len(vectors.asked) == 3


async def test_the_same_record_again_gives_the_same_record_again() -> None:
    record = received(DEDUPED_JOBS, PUBLISHED[0].key, PUBLISHED[0])
    (once,), (again,) = await embedded(record), await embedded(record)
    assert once.value == again.value
    assert header(once, "ce_id") == header(again, "ce_id")


async def test_a_record_on_its_way_back_from_the_dead_letters_goes_where_the_others_go() -> None:
    tombstone = received(CANDIDATE_PROFILES, "demo/c-1", None, version=2).record
    retried = Record("candidate-profiles.embed.retry", 0, 0, 0, tombstone.key, None, tombstone.headers)
    (sent,) = await embedded(Received(retried, None))
    assert sent.topic == EMBEDDED_CANDIDATES.name


@pytest.mark.parametrize(
    ("topic", "event", "keys"),
    [
        (CANDIDATE_PROFILES, None, ["", "/", "demo", "demo/", "/c-1", "demo/zz\0", "demo/c-1/2", "demo/c-1\n"]),
        (CANDIDATE_PROFILES, CHANGED[0], ["", "demo/somebody-else", f"{CHANGED[0].key} "]),
        (DEDUPED_JOBS, None, ["", "/", "demo/c-1", "12", CLOSED[0].key.upper(), f"{CLOSED[0].key}\n"]),
        (DEDUPED_JOBS, CLOSED[0], ["", PUBLISHED[0].key.replace("-", "")]),
        (DEDUPED_JOBS, PUBLISHED[0], [""]),
    ],
)
async def test_what_no_reader_could_take_by_its_key_is_refused(
    topic: Topic, event: Event | None, keys: list[str]
) -> None:
    for key in keys:
        for name in (topic.name, f"{topic.name}.embed.retry"):
            record = Record(name, 0, 0, 0, key.encode(), None)
            with pytest.raises(InvalidRecord) as refusal:
                await embedded(Received(record, event))
            assert (refusal.value.reason, refusal.value.field) == ("bad_key", "key"), key
    for unreadable in (None, b"demo/\xff"):
        with pytest.raises(InvalidRecord):
            await embedded(Received(Record(topic.name, 0, 0, 0, unreadable, None), event))
