"""What is accepted, what is not and why; and no contact details behind this door."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import MAX_RAW_BYTES, CandidateChanged, RawJob
from rematch_common.contracts.examples_jobs import RAW_JOBS
from rematch_common.contracts.examples_matches import CHANGED
from rematch_ingest.domain.candidates import Read, read_candidate
from rematch_ingest.domain.postings import read_posting
from rematch_ingest.domain.reading import MOST_AT_ONCE, Refused, sized

POSTING = RAW_JOBS[1]
CANDIDATE = {"candidate_id": "c-1", "skills": ["Python"]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def refusal(read: object) -> Refused:
    assert isinstance(read, Refused), read
    return read


@pytest.mark.parametrize("raw", RAW_JOBS)
def test_a_posting_is_read_and_stamped(raw: dict[str, Any]) -> None:
    read = read_posting(raw, "in-1")
    assert isinstance(read, RawJob)
    assert read.ingest_id == "in-1", "nobody chooses the id under which a fate is asked for"


@pytest.mark.parametrize("item", [None, "text", 1, ["posting"], True])
def test_what_is_no_object_is_refused_in_words(item: Any) -> None:
    assert refusal(read_posting(item, "in-1")).reason == "a posting is a JSON object"
    assert refusal(read_candidate(item, "demo")).reason == "a candidate is a JSON object"


def test_a_wrong_field_is_named() -> None:
    refused = refusal(read_posting({**POSTING, "salary_min": "a lot"}, "in-1"))
    assert refused.field == "salary_min"
    assert "salary_min" in refused.reason
    assert refusal(read_candidate({**CANDIDATE, "remote": "perhaps"}, "demo")).field == "remote"
    assert refusal(read_candidate({"skills": []}, "demo")).field == "candidate_id"


def test_a_posting_too_large_is_told_how_large_it_may_be() -> None:
    room = MAX_RAW_BYTES - len(orjson.dumps({**POSTING, "note": ""}))
    assert isinstance(read_posting({**POSTING, "note": "x" * room}, "in-1"), RawJob)
    refused = refusal(read_posting({**POSTING, "note": "x" * (room + 1)}, "in-1"))
    assert "1,048,577 bytes; at most 1,048,576" in refused.reason


def test_a_posting_nested_too_deep_is_refused_alone() -> None:
    deep: Any = "bottom"
    for _ in range(300):
        deep = {"a": deep}
    assert "nested" in refusal(read_posting({**POSTING, "more": deep}, "in-1")).reason


def test_the_tenant_is_that_of_the_key_and_the_version_that_of_the_store() -> None:
    read = read_candidate({**CANDIDATE, "tenant_id": "other", "version": 7}, "demo")
    assert isinstance(read, Read)
    assert (read.facts.tenant_id, read.facts.version) == ("demo", 1)


def test_contact_details_in_free_text_are_masked() -> None:
    text = "Reach me at somebody@example.com or +49 30 1234567. Salary 70.000 EUR."
    read = read_candidate({**CANDIDATE, "headline": text, "summary": text}, "demo")
    assert isinstance(read, Read)
    for masked in (read.facts.headline, read.facts.summary):
        assert masked == "Reach me at [email] or [phone]. Salary 70.000 EUR."


def test_what_has_nothing_to_mask_stays_as_it_is() -> None:
    example = CHANGED[0]
    read = read_candidate(example.model_dump(mode="json"), example.tenant_id)
    assert isinstance(read, Read)
    assert read.facts == example.model_copy(update={"version": 1, "updated_at": None})


def test_a_list_is_neither_empty_nor_endless() -> None:
    assert sized([1]) is None
    assert sized([1] * MOST_AT_ONCE) is None
    assert refusal(sized([])).reason
    assert "1000" in refusal(sized([1] * (MOST_AT_ONCE + 1))).reason


@given(st.dictionaries(st.sampled_from(sorted(RawJob.model_fields)) | st.text(), JSON, max_size=6))
def test_any_posting_is_read_or_refused(fields: dict[str, Any]) -> None:
    read = read_posting({**POSTING, **fields}, "in-1")
    assert isinstance(read, RawJob) or read.reason


@given(st.dictionaries(st.sampled_from(sorted(CandidateChanged.model_fields)) | st.text(), JSON, max_size=6))
def test_any_candidate_is_read_or_refused(fields: dict[str, Any]) -> None:
    read = read_candidate({**CANDIDATE, **fields}, "demo")
    assert isinstance(read, Read) or read.reason
