"""What may be seen of a dead letter, and what it may be changed into."""

import orjson
import pytest

from rematch_common.contracts import limits
from rematch_common.dead_letter import dead_letter
from rematch_common.dead_letters.choosing import REDRIVEN_FROM
from rematch_common.dead_letters.editing import EDITED_BY, editable, mended
from rematch_common.dead_letters.masking import masked, masked_error, masked_key
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record

POSTING = {"source": "board", "external_id": "7", "title": "Nurse", "company": "Clinic", "description": "Be kind."}
PERSON = {"tenant_id": "acme", "candidate_id": "c-1", "titles": ["Jane Roe, nurse"], "summary": "call 030 1234"}


def lying(value: bytes | None, error: Exception, topic: str = "raw-jobs", key: bytes = b"board:7") -> Record:
    dead = dead_letter(Record(topic, 0, 4, 1_000, key, value, (("traceparent", b"00-1"),)), "dedup", error, 1)
    return Record(dead.topic, 1, 9, 2_000, dead.key, dead.value, dead.headers)


def raw(value: bytes | None = b"{}", field: str | None = "title") -> Record:
    return lying(value, InvalidRecord("schema", "title is missing: every RawJob has one", field=field))


def test_the_field_at_fault_travels_with_the_letter() -> None:
    assert raw().header(limits.DLQ_FIELD) == "title"
    assert raw(field=None).header(limits.DLQ_FIELD) is None
    assert raw(field="a\n" * 900).header(limits.DLQ_FIELD) == "a " * 100


def test_masked_has_the_shape_and_no_words() -> None:
    record = lying(orjson.dumps(PERSON | {"Jane Roe": 1, "version": 3}), ValueError("x"), "candidate-profiles")
    shown = masked(record)
    assert shown["titles"] == ["text of 15"]
    assert shown["version"] == 3
    assert not any(word in repr(shown) for word in ("Jane", "030", "acme", "c-1"))


@pytest.mark.parametrize("value", [b"\xff\x00 Jane", b'{"name": "Jane'])
def test_what_is_no_json_is_a_number_of_bytes(value: bytes) -> None:
    assert masked(raw(value)) == f"no JSON: {len(value)} bytes"


def test_a_bomb_of_levels_is_cut() -> None:
    deep: object = "x"
    for _ in range(200):
        deep = {"a": deep}
    assert len(repr(masked(raw(orjson.dumps(deep))))) < 200


def test_a_bug_may_quote_and_is_cut_to_its_kind() -> None:
    assert masked_error(lying(b"{}", ValueError("Jane Roe"))) == "ValueError"
    assert masked_error(raw()) == "title is missing: every RawJob has one"


def test_the_key_of_a_person_is_their_tenant() -> None:
    assert masked_key(lying(b"{}", ValueError(), "candidate-profiles", b"acme/jane.roe")) == "acme/…"
    assert masked_key(raw()) == "board:7"


def test_a_mended_record_goes_back_marked() -> None:
    back = mended(raw(), orjson.dumps(POSTING), "0123456789ab")
    assert (back.topic, back.key, back.value) == ("raw-jobs.dedup.retry", b"board:7", orjson.dumps(POSTING))
    assert back.headers == (
        ("traceparent", b"00-1"),
        (REDRIVEN_FROM, b"raw-jobs.dlq/1/9"),
        (EDITED_BY, b"0123456789ab"),
    )


def test_what_would_fail_again_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidRecord) as refused:
        mended(raw(), orjson.dumps(POSTING | {"title": ""}), "k")
    assert refused.value.field == "title"


def test_a_posting_that_gets_another_id_gets_its_key() -> None:
    assert mended(raw(), orjson.dumps(POSTING | {"external_id": "8"}), "k").key == b"board:8"


def test_nobody_becomes_somebody_else() -> None:
    example = {"tenant_id": "acme", "candidate_id": "c-1", "version": 1, "status": "ready_for_assignment"}
    example |= {"titles": ["Nurse"], "updated_at": "2026-01-01T00:00:00Z"}
    letter = lying(b"{}", InvalidRecord("schema", "x"), "candidate-profiles", b"acme/c-1")
    assert mended(letter, orjson.dumps(example), "k").key == b"acme/c-1"
    with pytest.raises(InvalidRecord) as refused:
        mended(letter, orjson.dumps(example | {"candidate_id": "c-2"}), "k")
    assert refused.value.reason == "another_key"


def test_only_whole_text_can_be_edited() -> None:
    assert editable(raw(b'{"broken'))
    assert not editable(raw(b"\xff"))
    assert not editable(raw(None))
