"""What is read of a CV, and of an ad, that somebody pastes."""

from hypothesis import given
from hypothesis import strategies as st

from rematch_match.domain.drafts import cv_draft, posting_draft, words_of
from tests.fakes.samples import NOW


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


def test_an_ad_at_the_edges_of_what_a_record_takes_is_read_too() -> None:
    told = {"title": "Cook", "description": "Cook.", "location": "At the old mill", "salary_max": 1e12}
    job = posting_draft({**told, "salary_period": "hour"}, NOW)
    assert job.salary is not None
    assert (job.salary.annual_max, [place.text for place in job.locations]) == (1e12, ["old mill"])
