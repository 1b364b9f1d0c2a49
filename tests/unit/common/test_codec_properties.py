"""Whatever comes, the answer is an event that can be written again, or an InvalidRecord that can be dead-lettered."""

from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.codec import dead_letter, decode, encode, redrive
from rematch_common.contracts import RAW_JOBS, TOPICS, RawJob, Topic
from rematch_common.contracts.raw_job import OLDER_SPELLINGS
from rematch_common.errors import InvalidRecord
from rematch_common.records import Headers
from tests.unit.common.codec_cases import POSTING, STAMP, arrived, record


def decodes_or_refuses(topic: Topic, value: bytes, headers: Headers = ()) -> None:
    received = record(value, topic, headers)
    try:
        event = decode(topic, received)
    except InvalidRecord as refused:
        assert refused.reason
        assert redrive(arrived(dead_letter(received, "match", refused, 1))).value == value
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
        decodes_or_refuses(topic, value)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(RAW_FIELDS), JSON, max_size=6))
def test_any_posting_is_read_or_refused_and_what_is_read_can_be_written(fields: dict[str, Any]) -> None:
    decodes_or_refuses(RAW_JOBS, orjson.dumps(POSTING | fields))


@settings(deadline=None)
@given(st.data())
def test_any_record_of_any_topic_is_read_or_refused(data: st.DataObject) -> None:
    topic = data.draw(st.sampled_from(TOPICS))
    model = data.draw(st.sampled_from(topic.models))
    fields = data.draw(st.dictionaries(st.sampled_from(sorted(model.model_fields)), JSON, max_size=8))
    decodes_or_refuses(topic, orjson.dumps(fields), (("ce_type", model.ce_type.encode()),))
