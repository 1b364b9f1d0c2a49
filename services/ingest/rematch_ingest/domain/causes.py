"""What an operator should know of the scrape queue, each named by a kind and a subject: one cause, one alert."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["scrape_no_postings", "scrape_stuck", "scrape_failures", "scrape_backlog", "scrape_roles_full"]
ROLES_FULL: Kind = "scrape_roles_full"
FAILURES = 3
BACKLOG = 100


@dataclass(frozen=True, slots=True)
class Cause:
    """`text` says what to do."""

    kind: str
    subject: str
    text: str
    severity: Literal["info", "warning", "critical"] = "warning"


@dataclass(frozen=True, slots=True)
class Ended:
    """What no longer is so; without a kind, whatever there was of the subject."""

    subject: str
    kind: str | None = None


def no_postings(role: str) -> Cause:
    told = (
        f"Scraping for {role} brought no postings: see whether a platform blocks the scraper, or nobody looks for one."
    )
    return Cause("scrape_no_postings", role, told)


def stuck(role: str) -> Cause:
    told = f"{role} was in scraping for over an hour and is back in the queue: see what its scraper does."
    return Cause("scrape_stuck", role, told)


def failing(what: str) -> Cause:
    told = f"{what} failed {FAILURES} times in a row: GET /v1/scrape-queue/status shows the last error."
    return Cause("scrape_failures", what, told, "critical")


def backlog(waiting: int) -> Cause:
    told = f"{waiting} scraped postings wait to be read: see whether dedup runs, and its lag."
    return Cause("scrape_backlog", "raw-jobs", told)


def roles_full(tenant_id: str, most: int) -> Cause:
    told = (
        f"The people of {tenant_id} want more than {most:,} different roles, and what is beyond is not searched for: "
        "see whether their titles are titles, or set REMATCH_ROLES_OF_TENANT higher."
    )
    return Cause(ROLES_FULL, tenant_id, told)
