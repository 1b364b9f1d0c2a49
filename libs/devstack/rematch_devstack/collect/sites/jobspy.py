"""The job boards that python-jobspy reads (the extra `scraper`)."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.wanted import Found, Posting, SiteFailed, Wanted
from rematch_devstack.errors import StackError

# Where jobspy asks, so that robots.txt can be asked before it does; it doesn't ask itself.
ASKED_AT = {
    "linkedin": "https://www.linkedin.com/jobs-guest/jobs/api/seeMoreJobPostings/search",
    "indeed": "https://apis.indeed.com/graphql",
    "glassdoor": "https://www.glassdoor.com/graph",
    "google": "https://www.google.com/search",
    "zip_recruiter": "https://www.ziprecruiter.com/jobs-search",
    "bayt": "https://www.bayt.com/en/international/jobs/",
    "naukri": "https://www.naukri.com/jobapi/v3/search",
    "bdjobs": "https://jobs.bdjobs.com/jobsearch.asp",
}
PAUSE = 60.0
_NAMES = {
    "external_id": "id",
    "url": "job_url",
    "title": "title",
    "company": "company",
    "description": "description",
    "location": "location",
    "remote": "is_remote",
    "posted_at": "date_posted",
    "apply_url": "job_url_direct",
    "industry": "company_industry",
    "salary_min": "min_amount",
    "salary_max": "max_amount",
    "salary_currency": "currency",
}
_TYPES = {"fulltime": "full_time", "parttime": "part_time", "contract": "contract", "internship": "internship"}
_PERIODS = {"yearly": "year", "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour"}

Rows = Callable[[str, Wanted, str], Sequence[Mapping[str, Any]]]
"""What jobspy finds on a site for a role at a place. Raises SiteFailed."""


@dataclass(frozen=True)
class JobspySite:
    name: str
    fetch: Fetcher
    rows: Rows
    pause: float = PAUSE
    robots: bool = True

    def search(self, wanted: Wanted) -> Found:
        """jobspy stops at so many results, so it is never complete."""
        at = ASKED_AT[self.name]
        if self.robots:
            self.fetch.check(at)
        found: dict[str, Posting] = {}
        for place in wanted.places[:3] or ("",):
            self.fetch.pause(at, self.pause)
            for row in self.rows(self.name, wanted, place):
                posting = posting_of(row)
                found.setdefault(str(posting.get("external_id") or posting.get("url")), posting)
        return Found(list(found.values())[: wanted.most])


def posting_of(row: Mapping[str, Any]) -> Posting:
    """A row of jobspy's as a RawJob. What pandas has no value for is left out."""
    said = {ours: _plain(row.get(theirs)) for ours, theirs in _NAMES.items()}
    kinds = str(_plain(row.get("job_type")) or "").split(",")[0].strip().lower()
    said["employment_type"] = _TYPES.get(kinds)
    said["skills"] = [word.strip() for word in str(_plain(row.get("skills")) or "").split(",") if word.strip()]
    if said["salary_min"] is not None or said["salary_max"] is not None:
        said["salary_period"] = _PERIODS.get(str(_plain(row.get("interval"))).lower())
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date):
        return None if str(value) == "NaT" else value.isoformat()
    return value if isinstance(value, str | int | float | bool | list) else None


def scraped(site: str, wanted: Wanted, place: str) -> Sequence[Mapping[str, Any]]:
    import jobspy

    remote = place == "Remote"
    try:
        table = jobspy.scrape_jobs(
            site_name=site,
            search_term=wanted.role,
            google_search_term=f"{wanted.role} jobs {place}".strip(),
            location=None if remote else place or None,
            is_remote=remote,
            results_wanted=wanted.most,
            fetch_description=True,
            verbose=0,
        )
    except Exception as error:  # whatever it meets on a page of a stranger's
        raise SiteFailed(f"jobspy failed on {site}: {type(error).__name__}") from error
    if errors := table.attrs.get("errors"):
        raise SiteFailed(f"jobspy failed on {site}: {str(errors.get(site))[:200]}")
    rows: list[dict[str, Any]] = table.to_dict("records")
    return rows


def make(told: Mapping[str, Any], fetch: Fetcher) -> JobspySite:
    """Raises StackError where python-jobspy isn't: now, before anybody is asked anything."""
    name = str(told["name"])
    try:
        import jobspy  # noqa: F401 - whether it can be, with all that it needs
    except ImportError as error:
        raise StackError(
            f"{name} is searched by python-jobspy, which is not installed ({error}): make scraper"
        ) from None
    return JobspySite(name, fetch, scraped, float(told.get("pause", PAUSE)), bool(told.get("robots", True)))
