"""What a posting says, in the words of an opening."""

from collections.abc import Mapping
from typing import Any

import pytest

from rematch_common.contracts import JobPublished, RawJob
from rematch_common.contracts.examples_jobs import RAW_JOBS
from rematch_dedup.domain.facts import understand
from rematch_jobtext.ad import MOST_SKILLS
from tests.fakes.samples import NOW, job_id, posting


def fields_of(**fields: Any) -> Mapping[str, Any]:
    return understand(posting(1, **fields)).fields


@pytest.mark.parametrize("raw", RAW_JOBS)
def test_what_is_understood_of_each_example_is_an_opening(raw: dict[str, Any]) -> None:
    facts = understand(RawJob.model_validate(raw))
    published = JobPublished.model_validate(
        {**facts.fields, "job_id": job_id(1), "version": 1, "content_hash": facts.content_hash, "first_seen": NOW}
    )
    assert published.skills or "nurse" in published.title.lower()
    assert None not in facts.fields.values()


@pytest.mark.parametrize(
    ("fields", "workplace"),
    [
        ({"remote": True}, "remote"),
        ({"remote": False}, "onsite"),
        ({}, "unknown"),
        ({"location": "Remote, EU"}, "remote"),
        ({"location": "Berlin (hybrid)"}, "hybrid"),
        ({"location": "Berlin (hybrid)", "remote": True}, "hybrid"),
        ({"location": "Remote", "remote": False}, "remote"),
        ({"title": "Analyst, work from home"}, "remote"),
        ({"location": "Remoteville"}, "unknown"),
    ],
)
def test_where_the_work_is_done(fields: dict[str, Any], workplace: str) -> None:
    assert fields_of(**fields)["workplace"] == workplace


@pytest.mark.parametrize(
    ("period", "annual"), [("year", 50), ("month", 600), ("week", 2600), ("day", 13000), ("hour", 104000), (None, None)]
)
def test_pay_comes_to_so_much_in_a_year(period: str | None, annual: float | None) -> None:
    assert fields_of(salary_min=50, salary_period=period)["salary"].get("annual_min") == annual


def test_pay_that_nobody_named_is_left_out_and_no_pay_is_too_high_to_be_written() -> None:
    assert "salary" not in fields_of(salary_currency="EUR")
    assert fields_of(salary_max=1e12, salary_period="hour")["salary"]["annual_max"] == 1e12


def test_skills_are_those_of_the_text_with_its_words_and_those_that_the_scraper_listed() -> None:
    skills = {s["id"]: s for s in fields_of(description="You know SQL.", skills=["Python", "Juggling"])["skills"]}
    assert set(skills) == {"data-analysis", "sql", "python", "juggling"}
    assert "SQL" in skills["sql"]["evidence"]
    assert "evidence" not in skills["python"]


def test_a_skill_in_both_is_one() -> None:
    skills = [s["id"] for s in fields_of(description="You know SQL.", skills=["sql", "SQL"])["skills"]]
    assert skills == ["data-analysis", "sql"]


def test_what_is_endless_is_cut_to_what_a_record_takes() -> None:
    fields = fields_of(description="word " * 20_000, skills=[f"skill number {n}" for n in range(200)])
    assert len(fields["description"]) <= 20_000
    assert len(fields["skills"]) == MOST_SKILLS


def test_requirements_are_part_of_the_text_and_contacts_are_not() -> None:
    text = fields_of(description="<p>Write to jobs@example.com</p>", requirements="Kafka in production")["description"]
    assert "Kafka in production" in text
    assert "@" not in text


def test_the_same_posting_formatted_otherwise_has_the_same_hash() -> None:
    plain, html = posting(1, description="SQL. Tableau."), posting(1, description="<p>SQL.</p>\n<p>tableau</p>")
    assert understand(plain).content_hash == understand(html).content_hash
    assert understand(posting(1, title="Senior Data Analyst 1")).content_hash != understand(posting(1)).content_hash


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"title": "Data Analyst (Contract)", "employment_type": "full_time"}, "contract"),
        ({"title": "Data Analyst", "employment_type": "full_time", "description": "Job type: Part-time"}, "full_time"),
        ({"title": "Data Analyst", "description": "Job type: Part-time"}, "part_time"),
    ],
)
def test_the_title_tells_the_employment_before_the_field_and_the_field_before_the_text(
    fields: dict[str, Any], kind: str
) -> None:
    assert fields_of(**fields)["employment_type"] == kind


def test_the_name_of_the_company_is_no_skill_that_it_asks_for() -> None:
    name = "Kettleby Heating & Plumbing"
    told = {"title": f"CNC Machinist at {name}", "description": f"Join {name} as a CNC machinist. You know milling."}
    assert "plumbing" in {s["id"] for s in fields_of(company="Acme", **told)["skills"]}
    assert "plumbing" not in {s["id"] for s in fields_of(company=name, **told)["skills"]}
