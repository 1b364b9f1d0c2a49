"""A posting as scrapers write it: read kindly where the meaning is plain, refused by name where it is not."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from rematch_common.codec import decode
from rematch_common.contracts import RAW_JOBS, CandidateChanged, RawJob
from tests.unit.common.codec_cases import NOW, POSTING, accepted, posting, record, refusal


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": None}, "title"),
        ({"title": " \x00 "}, "title"),
        ({"title": "x" * 501}, "title"),
        ({"title": 5}, "title"),
        ({"company": ["x"]}, "company"),
        ({"external_id": None}, "external_id"),
        ({"external_id": True}, "external_id"),
        ({"source": "a:b"}, "source"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"skills": "python"}, "skills"),
        ({"skills": ["x"] * 201}, "skills"),
        ({"skills": ["python", "x" * 201]}, "skills.1"),
        ({"skills": list(range(100_000))}, "skills.0"),
        ({"salary_min": -1}, "salary_min"),
        ({"salary_min": "nan"}, "salary_min"),
        ({"salary_min": True}, "salary_min"),
        ({"salary_max": 10**18}, "salary_max"),
        ({"salary_currency": "€"}, "salary_currency"),
        ({"salary_period": "decade"}, "salary_period"),
        ({"employment_type": "volunteer"}, "employment_type"),
        ({"experience_min_years": 1e30}, "experience_min_years"),
        ({"posted_at": 1_769_940_000}, "posted_at"),
        ({"posted_at": "yesterday"}, "posted_at"),
        ({"posted_at": "0001-01-01T00:00:00+14:00"}, "posted_at"),
        ({"posted_at": "1970-01-01T00:00:00+14:00"}, "posted_at"),
        ({"posted_at": "2101-01-01"}, "posted_at"),
        ({"remote": {"deep": [[[1]]]}}, "remote"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], field: str) -> None:
    refused = refusal(posting(**fields))
    assert (refused.reason, refused.field) == ("schema", field)
    assert field in str(refused) or field == "external_id"
    assert "pattern" not in str(refused)


def test_the_value_of_a_wrong_field_is_not_repeated() -> None:
    assert "secret" not in str(refusal(posting(salary_period="secret", url="secret", posted_at="secret")))


def test_what_has_no_text_in_a_database_is_taken_out() -> None:
    job = accepted(
        title="Da\u0000ta\u001f",
        description="line\n\ttab\u0007 ü\u2028",
        skills=["s\u0000ql", "", None, "  ", "\u0000"],
    )
    assert (job.title, job.description, job.skills) == ("Data", "line\n\ttab ü\u2028".strip(), ("sql",))
    assert RawJob.model_validate(POSTING | {"title": "a\ud800b"}).title == "ab"
    person = CandidateChanged(
        tenant_id="t", candidate_id="c", version=1, status="placed", headline="a\x00b", titles=("c\x01d",)
    )
    assert (person.headline, person.titles) == ("ab", ("cd",))


def test_dates_and_codes_are_read_as_people_write_them() -> None:
    job = accepted(
        posted_at="2026-01-31", scraped_at="2026-02-01T12:00:00+02:00", expires_at="2026-03-01T00:00:00",
        employment_type="Full-Time", salary_currency="eur", salary_period="Yearly", source="We Work Remotely",
        external_id=4711, url="", location=None,
    )  # fmt: skip
    assert job.posted_at == datetime(2026, 1, 31, tzinfo=UTC)
    assert job.scraped_at == NOW
    assert job.expires_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (job.employment_type, job.salary_currency, job.salary_period) == ("full_time", "EUR", "year")
    assert (job.source, job.external_id, job.url, job.location) == ("we-work-remotely", "4711", None, None)


def test_the_older_spellings_are_the_same_record() -> None:
    older = {
        "platform": "indeed", "external_job_id": 9, "job_url": "https://jobs.example.com/9", "job_title": "Nurse",
        "company_name": "St. Brendan", "description": "ICU", "salary_range": 45_000, "posted_date": "2026-01-30",
        "is_remote": False, "job_type": "fulltime", "experience_required": "2",
    }  # fmt: skip
    today = {
        "source": "indeed", "external_id": "9", "url": "https://jobs.example.com/9", "title": "Nurse",
        "company": "St. Brendan", "description": "ICU", "salary_text": "45000", "posted_at": "2026-01-30",
        "remote": False, "employment_type": "full_time", "experience_min_years": 2,
    }  # fmt: skip
    assert RawJob.model_validate(older) == RawJob.model_validate(today)


def test_an_older_spelling_never_hides_the_name_of_today() -> None:
    job = accepted(
        job_id="older", job_title="Older", salary="1", salary_range="2", job_type="volunteer",
        experience_required="3-5 years", requirements="Go",
    )  # fmt: skip
    assert (job.external_id, job.title, job.salary_text) == ("1", "Data Analyst", "1")
    assert (job.employment_type, job.requirements) == (None, "Experience: 3-5 years\nGo")
    assert accepted(requirements="\b", location=" \n", industry="") == accepted()
    assert accepted(external_id="", job_id="taken").external_id == "taken"


def test_duplicate_keys_and_unknown_fields_are_no_fault() -> None:
    value = orjson.dumps(POSTING | {"unknown": {"a": [1]}})[:-1] + b',"title":"Last"}'
    job = decode(RAW_JOBS, record(value))
    assert isinstance(job, RawJob)
    assert job.title == "Last"
