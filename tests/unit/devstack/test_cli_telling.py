"""Records on one line, whatever is in them."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import TOPICS, Topic
from rematch_common.contracts.base import Event
from rematch_common.contracts.examples import examples_of
from rematch_common.dead_letter import dead_letter
from rematch_common.errors import InvalidRecord
from rematch_common.records import Record
from rematch_devstack.commands import telling
from rematch_devstack.commands.console import preview, safe

KINDS = [(topic, model) for topic in TOPICS for model in topic.models]


def record(topic: str, value: bytes | None, **headers: str) -> Record:
    told = tuple((name, text.encode()) for name, text in headers.items())
    return Record(topic, 1, 17, 1_893_456_000_000, b"key", value, told)


@pytest.mark.parametrize(("topic", "model"), KINDS, ids=lambda each: getattr(each, "name", ""))
def test_every_kind_of_record_is_told_by_its_fields(topic: Topic, model: type[Event]) -> None:
    for example in examples_of(model):
        told = telling.what(record(topic.name, orjson.dumps(example), ce_type=model.ce_type))
        assert " bytes: " not in told
        assert told.startswith(model.ce_type.removeprefix("rematch.").removesuffix(".v1"))
        assert len(told.split(maxsplit=1)[1]) > 3


def test_feedback_without_headers_is_told_as_feedback() -> None:
    assert telling.what(record("match-feedback", b'{"action": "viewed"}')) == "feedback.given action=viewed"
    assert telling.what(record("matches", b'{"version": 1}')) == "version=1"


def test_no_line_is_written_for_a_kind_that_does_not_exist() -> None:
    assert set(telling.TELLING) <= {model.ce_type for _, model in KINDS}


def test_a_match_in_words() -> None:
    told: dict[str, Any] = {
        "version": 2,
        "score": 81.6,
        "job": {"title": "Baker", "company": "Acme"},
        "explanation": {"summary": "Brings 6 of 8 skills asked for"},
    }
    line = telling.line(record("matches", orjson.dumps(told), ce_type="rematch.match.found.v1"))
    assert "matches/1/17 key  match.found v2 82 Baker at Acme — Brings 6 of 8 skills asked for" in line


@given(st.binary(max_size=300) | st.none(), st.text(max_size=20), st.sampled_from([t.name for t in TOPICS]))
def test_nothing_in_a_record_breaks_a_line_or_commands_a_terminal(value: bytes | None, kind: str, topic: str) -> None:
    told = record(topic, value, **({"ce_type": kind.encode("utf-8", "ignore").decode()} if kind else {}))
    line = telling.line(told)
    assert line.isprintable()
    assert b"\n" not in telling.as_json(told)
    assert orjson.loads(telling.as_json(told))["offset"] == 17


def test_a_dead_letter_is_told_by_why_it_is_there() -> None:
    dead = dead_letter(record("raw-jobs", b"{"), "dedup", InvalidRecord("bad_json", "the value is not JSON"), 1)
    told = telling.what(Record(dead.topic, 0, 0, 0, dead.key, dead.value, dead.headers))
    assert told == "dedup · bad_json · the value is not JSON (from raw-jobs/1/17)"


def test_values_are_given_as_they_are() -> None:
    assert orjson.loads(telling.as_json(record("x", b'{"a": 1}')))["value"] == {"a": 1}
    assert orjson.loads(telling.as_json(record("x", b"text")))["value_text"] == "text"
    assert orjson.loads(telling.as_json(record("x", b"\xff")))["value_hex"] == "ff"
    assert orjson.loads(telling.as_json(record("x", None)))["value"] is None
    assert telling.what(record("matches", None)) == "forgotten (tombstone)"


def test_somebody_elses_text() -> None:
    assert safe("a\x1b[31mb\nc") == "a·[31mb·c"
    assert safe("x" * 200, 10) == "xxxxxxxxx…"
    assert preview(None) == "null"
    assert preview(b"\xff\x00k").isprintable()
