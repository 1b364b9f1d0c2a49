"""Nothing that is known to be a person's leaves in a record that others read; what they can do still does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.errors import InvalidRecord
from rematch_ingest.domain.candidates import Read, read_candidate
from rematch_ingest.domain.masking import masked
from rematch_ingest.domain.naming import names_the_person
from rematch_ingest.domain.people import Personal
from rematch_ingest.domain.reading import Refused
from rematch_ingest.domain.tenants import new_tenant
from tests.fakes.samples import NOW

JANE = Personal(
    first_name="Jane",
    last_name="Müller-Roe",
    email="jane@example.com",
    phone="+44 113 496 0000",
    address="12 Harbour Lane, LS1 4AB Leeds, United Kingdom",
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jane Müller-Roe, engineer", "[name], engineer"),
        ("JANE MÜLLER-ROE", "[name]"),
        ("jane mueller-roe", "[name]"),
        ("Muller-Roe, Jane", "[name]"),
        ("Jane M. Müller-Roe", "[name]"),
        ("J. Müller-Roe", "[name]"),
        ("Ask Jane about Kafka", "Ask [name] about Kafka"),
        ("Ms. müller-roe leads", "[name] leads"),
        ("https://example.com/in/jane-muller-roe-82", "https://example.com/in/[name]-82"),
        ("Jane Mu\u0308ller-Roe", "[name]"),
        ("JANE@EXAMPLE.COM", "[email]"),
        ("call (0)113 496 0000", "call [phone]"),
        ("44 113 4960000", "[phone]"),
        ("lives at 12 Harbour Lane", "lives at [address]"),
        ("LS1 4AB Leeds", "Leeds"),
        ("Leeds, United Kingdom", "Leeds, United Kingdom"),
        ("Janet knows Janes", "Janet knows Janes"),
        ("Flask and Kafka since 2019", "Flask and Kafka since 2019"),
    ],
)
def test_what_is_known_of_a_person_is_masked(text: str, told: str) -> None:
    assert masked(text, JANE) == told


def test_a_name_that_is_a_trade_costs_nobody_their_trade() -> None:
    cook = Personal(first_name="Will", last_name="Cook")
    assert masked("Will Cook, Cook in Leeds", cook) == "[name], Cook in Leeds"
    assert masked("Mr Cook", cook) == "[name]"


def test_it_is_masked_wherever_it_stands() -> None:
    item = {
        "candidate_id": "c-1",
        "first_name": "Jane",
        "last_name": "Roe",
        "address": "12 Harbour Lane",
        "headline": "Jane Roe, engineer",
        "summary": "Jane lives at 12 Harbour Lane.",
        "titles": ["Engineer (Jane)"],
        "skills": [{"name": "Jane's own framework"}],
        "location": "12 Harbour Lane",
        "preferred_locations": ["near 12 harbour lane"],
        "categories": ["jane-roe"],
    }
    read = read_candidate(item, "demo")
    assert isinstance(read, Read)
    told = read.facts.model_dump_json()
    assert not any(word in told.lower() for word in ("jane", "roe", "harbour"))
    assert read.private.given["headline"] == "Jane Roe, engineer"
    assert read.private.personal.last_name == "Roe"


def test_an_id_that_tells_the_name_is_refused() -> None:
    refused = read_candidate({"candidate_id": "roe.jane", "first_name": "Jane", "last_name": "Roe"}, "demo")
    assert isinstance(refused, Refused)
    assert refused.field == "candidate_id"
    assert not names_the_person("c-1001", JANE)


ZOE = Personal(first_name="Zoë", last_name="Lund", email="zoe.lund@example.com", phone="+1 555 123 4567")


@pytest.mark.parametrize(
    "candidate_id",
    [
        *("15551234567", "c-5551234567", "zoe.lund_example.com", "LundZ", "zlund82", "z.lund", "ZoeLund", "lund_zoe_1"),
        *("lund-17", "zoe-marie-lund"),
    ],
)
def test_an_id_that_tells_who_somebody_is_is_refused(candidate_id: str) -> None:
    assert names_the_person(candidate_id, ZOE)


@pytest.mark.parametrize(
    "candidate_id",
    ["c-0001", "c-1555123", "candidate-lundberg", "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "2026-11-28_000017", "ZL-1"],
)
def test_an_ordinary_id_is_none_of_a_person(candidate_id: str) -> None:
    assert not names_the_person(candidate_id, ZOE)
    assert not names_the_person("cook-1", Personal(first_name="Will", last_name="Cook"))


@pytest.mark.parametrize("candidate_id", [".", ".."])
def test_dots_are_no_id(candidate_id: str) -> None:
    refused = read_candidate({"candidate_id": candidate_id, "headline": "Cook"}, "demo")
    assert isinstance(refused, Refused)
    assert refused.field == "candidate_id"
    with pytest.raises(InvalidRecord):
        new_tenant(candidate_id, NOW)


@given(
    st.text(max_size=60),
    st.builds(Personal, first_name=st.none() | st.just("Ann"), address=st.none() | st.text(max_size=40)),
)
def test_any_person_and_any_text(text: str, personal: Personal) -> None:
    assert isinstance(masked(text, personal), str)


@given(st.dictionaries(st.sampled_from(sorted(Personal.model_fields)), st.text(max_size=30), max_size=4))
def test_any_personal_field_is_read_or_refused(fields: dict[str, Any]) -> None:
    read = read_candidate({"candidate_id": "c-1", "headline": "Cook", **fields}, "demo")
    assert isinstance(read, Read) or read.reason
