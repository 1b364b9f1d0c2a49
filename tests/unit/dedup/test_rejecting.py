"""Whoever hands in a record that can't be used hears of it, by whatever of its names can be read."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.codec import decode
from rematch_common.consume import ConsumeLoop, Failure, Policy
from rematch_common.contracts import CRAWL_REPORTS, INGEST_OUTCOMES, RAW_JOBS, IngestOutcome
from rematch_common.errors import InvalidRecord
from rematch_common.records import Outgoing, Record
from rematch_common.retry import Patience
from rematch_dedup.domain.decision import Rules
from rematch_dedup.handlers import Deduplicate
from rematch_dedup.handlers.rejecting import Reject
from tests.fakes.openings import FakeOpenings
from tests.fakes.publisher import FakePublisher
from tests.fakes.samples import NOW, NOW_MS

RAW: Mapping[str, Any] = {
    "source": "lever",
    "external_id": "p-1",
    "title": "Cook",
    "company": "Inn",
    "description": "-",
}
WHERE = "raw-jobs/0/7"


def record(value: bytes | None, topic: str = "raw-jobs") -> Record:
    return Record(
        topic, 0, 7, NOW_MS, b"any", value, (("traceparent", b"00-" + b"1" * 32 + b"-" + b"2" * 16 + b"-01"),)
    )


async def rejected(value: bytes | None) -> tuple[str, IngestOutcome]:
    """Key and outcome that come of such a record, beside its one dead letter."""
    publisher = FakePublisher()
    policy = Policy(Patience(budget=0.0), tell=Reject(lambda: NOW))
    handle = Deduplicate(FakeOpenings(), lambda: NOW, Rules())
    await ConsumeLoop("dedup", {"raw-jobs": RAW_JOBS}, handle, publisher, policy).run([record(value)])
    assert len(publisher.of("raw-jobs.dlq")) == 1
    (told,) = publisher.of(INGEST_OUTCOMES.name)
    outcome = decode(INGEST_OUTCOMES, told)
    assert isinstance(outcome, IngestOutcome)
    return (told.key or b"").decode(), outcome


def told_of(value: bytes | None, error: Exception) -> tuple[Outgoing, ...]:
    return tuple(Reject(lambda: NOW)(Failure(record(value), error, 1)))


def json_of(**fields: Any) -> bytes:
    return orjson.dumps({name: value for name, value in {**RAW, **fields}.items() if value is not ...})


LONG = "x" * (1024 * 1024)
ADDRESS = "https://jobs.example.com/" + "x" * 3_000


@pytest.mark.parametrize(
    ("value", "key", "reason", "field"),
    [
        (None, WHERE, "null_value", None),
        (b"\x00\xff", WHERE, "bad_utf8", None),
        (b"[1]", WHERE, "not_an_object", None),
        (b"{" * 5_000, WHERE, "bad_json", None),
        (b'{"a":' * 5_000, WHERE, "too_deep", None),
        (json_of(title=...), "lever:p-1", "schema", "title"),
        (json_of(title=..., ingest_id="in-1"), "in-1", "schema", "title"),
        (json_of(title=..., external_id=42), "lever:42", "schema", "title"),
        (json_of(title=..., external_id=..., job_id="old"), "lever:old", "schema", "title"),
        (json_of(title=..., source=..., platform="Job Board"), "job-board:p-1", "schema", "title"),
        (json_of(title=..., external_id="", url="https://x.example/1"), "lever:https://x.example/1", "schema", "title"),
        (json_of(external_id=...), WHERE, "schema", "external_id"),
        (json_of(source="no slug!"), WHERE, "schema", "source"),
        (json_of(external_id="x" * 301), WHERE, "schema", "external_id"),
        (json_of(ingest_id="x" * 201), "lever:p-1", "schema", "ingest_id"),
        (json_of(ingest_id={"a": 1}), "lever:p-1", "schema", "ingest_id"),
        (json_of(salary_min=-1), "lever:p-1", "schema", "salary_min"),
        (json_of(posted_at="20000-01-01"), "lever:p-1", "schema", "posted_at"),
        (json_of(description=LONG), "lever:p-1", "too_large", None),
        (b'{"source":"lever","external_id":"p-1","title":"Co', "lever:p-1", "bad_json", None),
        (b'{"source":"lever","external_id":"p-', WHERE, "bad_json", None),
        (b'{"source":"lever","external_id":12', WHERE, "bad_json", None),
        (b'{"source":"lever","external_id":"p-1","title":"\xff"}', "lever:p-1", "bad_utf8", None),
    ],
)
async def test_a_rejected_record_is_answered_by_the_names_that_can_be_read(
    value: bytes | None, key: str, reason: str, field: str | None
) -> None:
    told, outcome = await rejected(value)
    assert (told, outcome.outcome, outcome.reason, outcome.field) == (key, "rejected", reason, field)
    assert (outcome.raw.topic, outcome.raw.partition, outcome.raw.offset) == ("raw-jobs", 0, 7)
    assert (outcome.job_id, outcome.decided_at) == (None, NOW)


async def test_a_long_address_is_the_id_that_the_ad_would_have_had() -> None:
    _, outcome = await rejected(json_of(title=..., external_id=..., url=ADDRESS))
    assert outcome.external_id is not None
    assert len(outcome.external_id) == 300
    assert outcome.external_id.startswith("https://jobs.example.com/xxx")


def test_a_bug_is_told_as_one_and_without_its_text() -> None:
    (told,) = told_of(json_of(), KeyError("somebody@example.com"))
    assert orjson.loads(told.value or b"")["reason"] == "bug"
    assert b"somebody" not in (told.value or b"")


def test_the_answer_has_the_same_id_however_often_it_is_given_and_goes_on_with_the_trace() -> None:
    error = InvalidRecord("schema", "title is missing", field="title")
    first, again = (dict(told_of(json_of(), error)[0].headers) for _ in range(2))
    later = dict(Reject(lambda: NOW.replace(year=2027))(Failure(record(json_of()), error, 2))[0].headers)
    assert first["ce_id"] == again["ce_id"] == later["ce_id"]
    assert first["traceparent"].startswith(b"00-" + b"1" * 32)


@pytest.mark.parametrize("odd", [b"", b"\xff\xfe\x00", b"00-0-0-0", b"x" * 5_000])
def test_odd_headers_cost_nobody_the_answer(odd: bytes) -> None:
    sent = Record("raw-jobs", 0, 7, NOW_MS, None, json_of(), (("traceparent", odd), ("ce_type", odd)))
    (told,) = Reject(lambda: NOW)(Failure(sent, InvalidRecord("unknown_type", "ce_type", field="ce_type"), 1))
    assert told.key == b"lever:p-1"
    assert len(dict(told.headers).get("traceparent", b"")) < 100


def test_only_postings_are_answered() -> None:
    failure = Failure(record(b"{", CRAWL_REPORTS.name), InvalidRecord("bad_json", "no"), 1)
    assert Reject(lambda: NOW)(failure) == ()
    retried = Failure(record(json_of(), "raw-jobs.dedup.retry"), InvalidRecord("bad_json", "no"), 1)
    assert len(Reject(lambda: NOW)(retried)) == 1


NAMES = st.sampled_from(["source", "external_id", "url", "ingest_id", "platform", "job_id", "title"])
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
    st.integers(-(2**60), 2**60),
    st.none(),
    st.lists(st.booleans()),
)
CUT = st.builds(lambda value, cut: value[:cut], st.dictionaries(NAMES, VALUES).map(orjson.dumps), st.integers(0, 500))


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.binary(max_size=200), CUT))
def test_whatever_comes_is_answered_within_the_contract(value: bytes) -> None:
    (told,) = told_of(value, InvalidRecord("schema", "wrong", field="x" * 5_000))
    sent = Record(told.topic, 0, 0, 0, told.key, told.value, told.headers)
    outcome = decode(INGEST_OUTCOMES, sent)
    assert isinstance(outcome, IngestOutcome)
    assert outcome.key.encode() == told.key
