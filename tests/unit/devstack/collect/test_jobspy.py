"""What python-jobspy gives, as postings. It is asked nothing here: its rows are invented."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import orjson
import pytest

from rematch_common.contracts import RawJob
from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites import jobspy
from rematch_devstack.collect.sites_file import sites_of
from rematch_devstack.collect.wanted import Wanted
from rematch_devstack.errors import StackError
from tests.unit.devstack.collect.boards import Waits, fetching


@pytest.fixture
def fetch() -> Iterator[Fetcher]:
    with fetching(Waits()) as fetcher:
        yield fetcher


def read(posting: Any, source: str = "board") -> RawJob:
    """As ingest reads it."""
    return RawJob.model_validate({"source": source, **posting})


class NaT(datetime):
    """As pandas' own: a date that is none."""

    def __str__(self) -> str:
        return "NaT"


ROW = {
    "id": "in-1",
    "site": "indeed",
    "job_url": "https://indeed.example/1",
    "job_url_direct": float("nan"),
    "title": "Python Developer",
    "company": "Acme",
    "location": "Berlin, DE",
    "date_posted": date(2025, 11, 28),
    "job_type": "fulltime, contract",
    "interval": "yearly",
    "min_amount": 60_000.0,
    "max_amount": float("nan"),
    "currency": "EUR",
    "is_remote": False,
    "description": "Build.",
    "skills": "Python, SQL",
    "emails": "somebody@example.com",
}


def test_a_row_of_jobspys_is_a_posting() -> None:
    job = read(jobspy.posting_of(ROW), "indeed")
    assert (job.external_id, job.employment_type, job.salary_min, job.salary_max) == ("in-1", "full_time", 60_000, None)
    assert (job.salary_period, job.skills, job.remote, job.apply_url) == ("year", ("Python", "SQL"), False, None)
    assert "somebody@example.com" not in job.model_dump_json()


def test_what_pandas_has_no_value_for_is_left_out() -> None:
    empty = {**dict.fromkeys(ROW, float("nan")), "date_posted": NaT(2025, 1, 1), "title": None}
    assert jobspy.posting_of(empty) == {}
    orjson.dumps(jobspy.posting_of(ROW))


def test_jobspy_is_asked_place_by_place_and_each_ad_taken_once(fetch: Fetcher) -> None:
    asked: list[str] = []

    def rows(site: str, wanted: Wanted, place: str) -> list[dict[str, Any]]:
        asked.append(f"{site}/{wanted.role}/{place}")
        return [ROW, {**ROW, "id": f"in-{place}"}]

    site = jobspy.JobspySite("indeed", fetch, rows, robots=False)
    found = site.search(Wanted("Baker", ("Berlin, DE", "Remote")))
    assert asked == ["indeed/Baker/Berlin, DE", "indeed/Baker/Remote"]
    assert [posting["external_id"] for posting in found.postings] == ["in-1", "in-Berlin, DE", "in-Remote"]
    assert not found.complete


def test_without_jobspy_it_says_what_to_do_before_anybody_is_asked(
    monkeypatch: pytest.MonkeyPatch, fetch: Fetcher
) -> None:
    monkeypatch.setitem(sys.modules, "jobspy", None)
    with pytest.raises(StackError, match="make scraper"):
        sites_of(None, ["indeed"], fetch)
