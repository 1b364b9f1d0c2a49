"""Whatever comes, the answer is an event that can be written again, or an InvalidRecord that can be dead-lettered."""

from types import SimpleNamespace
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common import faust_app, kafka
from rematch_common.codec import decode, encode
from rematch_common.contracts import RAW_JOBS, TOPICS, RawJob, Topic
from rematch_common.contracts.raw_job import OLDER_SPELLINGS
from rematch_common.dead_letter import dead_letter, redrive
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record
from tests.unit.common.codec_cases import POSTING, STAMP, arrived, record


def decodes_or_refuses(topic: Topic, received: Record) -> None:
    try:
        event = decode(topic, received)
    except InvalidRecord as refused:
        assert refused.reason
        back = redrive(arrived(dead_letter(received, "match", refused, 1)))
        assert (back.key, back.value) == (received.key, received.value)
        assert back.headers == tuple(header for header in received.headers if not header[0].startswith("dlq_"))
        assert back.topic == f"{topic.name}.match.retry"
        return
    if received.value is None:
        assert event is None
        return
    assert event is not None
    assert decode(topic, arrived(encode(topic, "key", event, STAMP))) == event


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.sampled_from(["2026-01-31", "1970-01-01T00:00:00+14:00", "https://x.y", "full time", "\x00", "NaN", "eur"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=6,
)
RAW_FIELDS = sorted(RawJob.model_fields.keys() | OLDER_SPELLINGS.keys())


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(value: bytes) -> None:
    for topic in TOPICS:
        decodes_or_refuses(topic, record(value, topic))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(RAW_FIELDS), JSON, max_size=6))
def test_any_posting_is_read_or_refused_and_what_is_read_can_be_written(fields: dict[str, Any]) -> None:
    decodes_or_refuses(RAW_JOBS, record(orjson.dumps(POSTING | fields)))


@settings(deadline=None)
@given(st.data())
def test_any_record_of_any_topic_is_read_or_refused(data: st.DataObject) -> None:
    topic = data.draw(st.sampled_from(TOPICS))
    model = data.draw(st.sampled_from(topic.models))
    fields = data.draw(st.dictionaries(st.sampled_from(sorted(model.model_fields)), JSON, max_size=8))
    decodes_or_refuses(topic, record(orjson.dumps(fields), topic, (("ce_type", model.ce_type.encode()),)))


NAMES = st.text(max_size=12) | st.sampled_from(
    ["ce_type", "ce_sequence", "traceparent", "dlq_original_topic", "dlq_consumer", "dlq_truncated"]
)
TEXTS = st.none() | st.binary(max_size=40) | st.sampled_from([b"rematch.job.scraped.v1", b"1", b"access-keys"])


@settings(deadline=None)
@given(
    st.sampled_from(TOPICS),
    st.none() | st.binary(max_size=20),
    st.none() | st.binary(max_size=20) | st.just(orjson.dumps(POSTING)),
    st.lists(st.tuples(NAMES, TEXTS), max_size=6),
)
def test_any_record_of_kafka_is_read_or_refused_whoever_fetched_it(
    topic: Topic, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]]
) -> None:
    """Kafka allows an absent key, a null value, and headers that are null, named alike or not at all."""
    fetched: Any = SimpleNamespace(
        topic=topic.name, partition=1, offset=7, timestamp=2_000, key=key, value=value, headers=tuple(headers)
    )
    received = kafka.to_record(fetched)
    assert (received.key, received.value) == (key, value)
    assert received.headers == tuple((name, text or b"") for name, text in headers)
    fetched.timestamp = 2.0
    assert faust_app.to_record(fetched) == received
    assert received.version is None or received.version >= 0
    decodes_or_refuses(topic, received)
