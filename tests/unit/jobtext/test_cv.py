"""What is read of a CV, and where it says so."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_jobtext import cv_evidence, read_cv

NURSE = (
    "Registered nurse with 6 years of experience in intensive care. ACLS, BLS. Based in Leeds, UK. "
    "Not willing to relocate."
)


def read(text: str) -> dict[str, Any]:
    return read_cv(text, 2026)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Senior Java Developer, Berlin", "Berlin"),
        ("Ada Example\nBaker, Leeds, UK\n", "Leeds, UK"),
        ("Location: Data Engineer, Munich", "Munich"),
        ("Berlin, Germany", "Berlin, Germany"),
        ("Baker, Louisiana", "Baker, Louisiana"),
    ],
)
def test_a_title_before_a_place_is_no_place(text: str, place: str) -> None:
    assert read(text)["location"] == place


def test_prose_is_read_as_well_as_a_list() -> None:
    found = read(NURSE)
    assert (found["headline"], found["experience_years"], found["location"]) == ("Registered nurse", 6.0, "Leeds, UK")
    assert found["relocate"] is False
    assert {skill["name"] for skill in found["skills"]} >= {"icu", "acls", "bls"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Experience\nCook, Inn 2015 - 2019\nCook, Bar 2017 - 2020", 5.0),
        ("Work history\nCook 01/2020 - present", 6.0),
        ("Experience\nCook 2018 - 2020\nEducation\nCollege 2010 - 2018", 2.0),
        ("Education\nCollege 2010 - 2018\nEmployment\nCook Mar 2019 \u2013 Feb 2022", 3.0),
        ("Cook with 12 years of experience\nInn 2019 - 2020", 12.0),
        ("Cook since a while", None),
        ("Experience\nCook 2030 - 2035", None),
        ("Experience\nCook 2020 - 2018", None),
    ],
)
def test_years_are_said_or_counted_once(text: str, years: float | None) -> None:
    assert read(text)["experience_years"] == years


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Open to remote work", "remote", "ok"),
        ("Remote only, please", "remote", "only"),
        ("On-site only", "remote", "no"),
        ("Worked with remote sensing", "remote", None),
        ("Willing to relocate", "relocate", True),
        ("Location: Munich, Germany", "location", "Munich, Germany"),
        ("Jane Roe\nHamburg\njane@example.com", "location", "Hamburg"),
        ("Senior Python developer in Berlin. 8 years of experience with Python and Django.", "location", "Berlin"),
        ("Cook in Lyon. Based in Leeds, UK.", "location", "Leeds, UK"),
        ("Experience\nCook in Lyon 2015 - 2019", "location", None),
        ("Registered nurse in intensive care. 8 years.", "location", None),
        ("Preferred locations: Berlin or Munich", "preferred_locations", ["Berlin or Munich"]),
        ("Salary expectation: 85,000 EUR per year", "salary_min", 85_000.0),
        ("Sold goods worth 2,000,000 EUR", "salary_min", None),
        ("Senior Java Developer at Harbour Bank", "headline", "Senior Java Developer"),
    ],
)
def test_wishes_are_read(text: str, field: str, value: object) -> None:
    assert read(text).get(field) == value


CV = """Jane Roe
Senior Python Developer
Leeds, UK
jane@example.com

Experience
Python Developer, Inn Ltd 2018 - 2021
  Django,   PostgreSQL and Kafka
Cook at Harbour 2015 - 2018

Education
BSc Computer Science, University of Leeds 2012 - 2015
Some College, Leeds

Interests
College football
Open to remote work. Salary expectation: 85,000 GBP per year
"""


def evidence(text: str) -> list[tuple[str, Any, int]]:
    return [(one.field, one.value, one.line) for one in cv_evidence(text, read(text), 2026)]


@pytest.mark.parametrize(
    "told",
    [
        ("headline", "Senior Python Developer", 2),
        ("titles", "Cook", 9),
        ("location", "Leeds, UK", 3),
        ("skills", "python", 2),
        ("skills", "kafka", 8),
        ("experience_years", 6.0, 7),
        ("experience_years", 6.0, 9),
        ("remote", "ok", 17),
        ("salary_min", 85_000.0, 17),
        ("education", "BSc Computer Science, University of Leeds 2012 - 2015", 12),
        ("education", "Some College, Leeds", 13),
    ],
)
def test_what_was_read_is_shown_with_its_line(told: tuple[str, Any, int]) -> None:
    assert told in evidence(CV)


def test_nothing_is_education_that_is_none() -> None:
    assert [line for field, _, line in evidence(CV) if field == "education"] == [12, 13]
    assert [field for field, _, _ in evidence("Scrum Master\nMaster data\nCollege football fan")].count(
        "education"
    ) == 0


@given(st.text(max_size=300))
def test_any_text_has_its_lines(text: str) -> None:
    for one in cv_evidence(text, read(text), 2026):
        assert 1 <= one.line <= text.count("\n") + 1


@pytest.mark.parametrize("piece", ["College ", "BSc\n", "Education\n", "a,", "2019 - 2020\n"])
def test_a_hostile_cv_is_read_soon(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    begun = time.process_time()
    cv_evidence(text, read(text), 2026)
    assert time.process_time() - begun < 4.0
