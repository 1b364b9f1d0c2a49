"""What is read of a CV, and of an ad, that somebody pastes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.cv import read_cv
from rematch_match.domain.drafts import cv_draft, posting_draft, words_of
from tests.fakes.samples import NOW

NURSE = (
    "Registered nurse with 6 years of experience in intensive care. ACLS, BLS. Based in Leeds, UK. "
    "Not willing to relocate."
)


def read(text: str) -> dict[str, Any]:
    return read_cv(text, 2026)


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


@given(st.text(max_size=400))
def test_any_text_makes_a_person(text: str) -> None:
    person = cv_draft(text or " ", "demo", 2026)
    assert (person.key, person.status) == ("demo/preview", "ready_for_assignment")
    assert len(words_of(person)) < 1_000


def test_an_ad_is_read_as_the_pipeline_reads_it() -> None:
    job = posting_draft(
        {
            "title": "Senior Python Developer (m/f/d) Berlin",
            "description": "<p>5+ years of Python required. Go is a plus. 70.000 - 80.000 EUR per year.</p>",
            "skills": ["k8s"],
        },
        NOW,
    )
    asked = {skill.id: skill.importance for skill in job.skills}
    assert asked == {"python": "required", "go": "preferred", "kubernetes": "required"}
    assert (job.title_core, job.seniority, job.experience_min_years) == ("python developer", "senior", 5.0)
    assert job.locations[0].city == "Berlin"
    assert job.salary is not None and (job.salary.annual_min, job.salary.currency) == (70_000, "EUR")
    assert "Senior Python Developer" in words_of(job)


def test_what_the_fields_of_an_ad_say_counts() -> None:
    told = {"title": "Cook", "description": "Cook.", "location": "Lyon, France", "salary_min": 20, "salary_max": 25}
    job = posting_draft({**told, "salary_period": "hour", "salary_currency": "eur", "experience_min_years": 2}, NOW)
    assert job.salary is not None
    assert (job.salary.annual_min, job.salary.currency) == (20 * 2_080, "EUR")
    assert (job.experience_min_years, job.locations[0].country) == (2, "FR")


def test_the_name_of_the_company_is_no_skill_that_a_pasted_ad_asks_for() -> None:
    name = "Kettleby Heating & Plumbing"
    told = {"title": f"CNC Machinist at {name}", "company": name, "description": f"Join {name}. You know milling."}
    assert "plumbing" not in {skill.id for skill in posting_draft(told, NOW).skills}
    assert "plumbing" in {skill.id for skill in posting_draft(told | {"company": "Acme"}, NOW).skills}
