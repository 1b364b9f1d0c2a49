"""Bytes in, events out, and events in, bytes out."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from rematch_common.codec import TOMBSTONE_TYPE, Stamp, decode, encode
from rematch_common.contracts import (
    CANDIDATE_PROFILES,
    DEDUPED_JOBS,
    EMBEDDED_JOBS,
    MATCH_FEEDBACK,
    MATCHES,
    RAW_JOBS,
    Embedding,
    JobClosed,
    RawJob,
    Topic,
)
from rematch_common.contracts.dataschema import dataschema
from rematch_common.contracts.examples_jobs import JOB as JOB_ID
from rematch_common.contracts.examples_matches import FEEDBACK, SHOWN
from rematch_common.errors import InvalidRecord
from tests.unit.common.codec_cases import JOB, POSTING, STAMP, accepted, arrived, record, refusal


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        (None, "null_value"),
        (b" " * (2 * 1024 * 1024), "too_large"),
        (b'{"title": "\xff\xfe"}', "bad_utf8"),
        (b'{"title": "\xed\xa0\x80"}', "bad_utf8"),
        (b"", "bad_json"),
        (b"\x00", "bad_json"),
        (b"{", "bad_json"),
        (b'{"salary_min": NaN}', "bad_json"),
        (b'{"salary_min": -Infinity}', "bad_json"),
        (b'{"salary_min": 1e999}', "bad_json"),
        (b'{"title": "\\ud800"}', "bad_json"),
        (b'{"salary_min": ' + b"9" * 5_000 + b"}", "bad_json"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
        (b"[]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"{}", "schema"),
    ],
)
def test_poison_is_refused_by_its_slug(value: bytes | None, slug: str) -> None:
    refused = refusal(record(value))
    assert refused.reason == slug
    assert str(refused)


def test_a_tombstone_is_none_where_keys_can_be_forgotten() -> None:
    assert decode(MATCHES, record(None, MATCHES)) is None
    sent = encode(CANDIDATE_PROFILES, "demo/c-1", None, STAMP)
    assert (sent.key, sent.value) == (b"demo/c-1", None)
    assert arrived(sent).header("ce_type") == TOMBSTONE_TYPE
    assert decode(CANDIDATE_PROFILES, arrived(sent)) is None
    later = encode(CANDIDATE_PROFILES, "demo/c-1", None, Stamp("/rematch/ingest", datetime(2026, 2, 2, tzinfo=UTC)))
    assert arrived(later).header("ce_id") != arrived(sent).header("ce_id")


@pytest.mark.parametrize("ce_type", [None, b"rematch.job.deduplicated.v2", b"rematch.job.scraped.v1", b"\xff"])
def test_a_topic_of_several_records_needs_to_be_told_which(ce_type: bytes | None) -> None:
    headers = () if ce_type is None else (("ce_type", ce_type),)
    refused = refusal(record(b"{}", DEDUPED_JOBS, headers), DEDUPED_JOBS)
    assert (refused.reason, refused.field) == ("unknown_type", "ce_type")
    assert JobClosed.ce_type in str(refused)


def test_feedback_of_programs_that_send_no_headers_is_still_feedback() -> None:
    for said in FEEDBACK:
        assert decode(MATCH_FEEDBACK, record(said.model_dump_json().encode(), MATCH_FEEDBACK, ())) == said
    bare = record(SHOWN[0].model_dump_json().encode(), MATCH_FEEDBACK, ())
    assert refusal(bare, MATCH_FEEDBACK).reason == "schema"
    strange = record(b"{}", MATCH_FEEDBACK, (("ce_type", b"rematch.feedback.given.v2"),))
    assert refusal(strange, MATCH_FEEDBACK).reason == "unknown_type"


def test_a_match_was_shown_under_the_key_of_its_reactions() -> None:
    sent = encode(MATCH_FEEDBACK, SHOWN[0].key, SHOWN[0], STAMP)
    assert sent.key == b"demo/c-1001/" + str(JOB_ID).encode() == FEEDBACK[0].key.encode()
    assert decode(MATCH_FEEDBACK, arrived(sent)) == SHOWN[0]


@pytest.mark.parametrize("fields", [{"position": 0}, {"version": 0}, {"position": 2**31}, {"candidate_id": "Jo Doe"}])
def test_what_no_message_can_have_shown_is_refused(fields: dict[str, object]) -> None:
    value = orjson.dumps(SHOWN[0].model_dump(mode="json") | fields)
    refused = refusal(record(value, MATCH_FEEDBACK, (("ce_type", b"rematch.match.shown.v1"),)), MATCH_FEEDBACK)
    assert (refused.reason, refused.field) == ("schema", *fields)


def test_a_later_version_of_the_only_record_is_not_guessed_at() -> None:
    headers = (("ce_type", b"rematch.job.scraped.v2"),)
    assert refusal(record(orjson.dumps(POSTING), RAW_JOBS, headers)).reason == "unknown_type"


def test_an_event_travels_with_cloudevents_headers() -> None:
    closed = JobClosed(job_id=JOB, version=3, reason="expired")
    sent = encode(EMBEDDED_JOBS, closed.key, closed, STAMP)
    assert (sent.topic, sent.key) == ("embedded-jobs", str(JOB).encode())
    assert sent.value == b'{"job_id":"%s","version":3,"reason":"expired"}' % str(JOB).encode()
    headers = dict(sent.headers)
    assert UUID(headers.pop("ce_id").decode()).version == 5
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_type": b"rematch.job.closed.v1",
        "ce_source": b"/rematch/ingest",
        "ce_time": b"2026-02-01T10:00:00Z",
        "ce_subject": str(JOB).encode(),
        "ce_sequence": b"3",
        "ce_dataschema": (dataschema("rematch.job.closed.v1") or "").encode(),
        "content-type": b"application/json",
        "traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    assert decode(EMBEDDED_JOBS, arrived(sent)) == closed


def test_the_same_event_has_the_same_id_and_another_has_another() -> None:
    def ce_id(topic: Topic, event: RawJob | JobClosed, stamp: Stamp = STAMP) -> str | None:
        return arrived(encode(topic, "key", event, stamp)).header("ce_id")

    closed = JobClosed(job_id=JOB, version=3, reason="expired")
    assert ce_id(EMBEDDED_JOBS, closed) == ce_id(EMBEDDED_JOBS, closed, Stamp("/other", datetime.now(UTC)))
    assert ce_id(EMBEDDED_JOBS, closed) != ce_id(DEDUPED_JOBS, closed)
    assert ce_id(EMBEDDED_JOBS, closed) != ce_id(EMBEDDED_JOBS, closed.model_copy(update={"version": 4}))
    assert ce_id(RAW_JOBS, accepted()) == ce_id(RAW_JOBS, accepted())
    assert ce_id(RAW_JOBS, accepted()) != ce_id(RAW_JOBS, accepted(title="Other"))


def test_an_event_is_not_written_where_it_doesnt_belong_or_doesnt_fit() -> None:
    with pytest.raises(TypeError, match="matches takes no RawJob"):
        encode(MATCHES, "key", accepted(), STAMP)
    with pytest.raises(InvalidRecord, match="at most 1,048,576"):
        encode(RAW_JOBS, "key", RawJob.model_validate(POSTING | {"description": "x" * 1024 * 1024}), STAMP)


def test_a_vector_is_what_went_in_and_of_unit_length() -> None:
    made = Embedding.of("m", "1", [0.6, -0.8])
    assert list(made.floats()) == pytest.approx([0.6, -0.8])
    assert Embedding.from_bytes("m", "1", made.to_bytes()) == made
    for data, dim in (("", 2), ("?", 2), (made.data, 3), ("AADAfwAAAAA=", 2), ("AAAAAAAAAAA=", 2), (made.data[:-1], 2)):
        with pytest.raises(ValueError, match="data must"):
            Embedding(model="m", model_version="1", dim=dim, data=data)
