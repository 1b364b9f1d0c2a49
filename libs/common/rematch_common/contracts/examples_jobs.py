"""Examples of postings and openings: for every record a full and a minimal one."""

import math
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rematch_common.contracts.embedded import Embedding, JobEmbedded
from rematch_common.contracts.jobs import AdRef, JobClosed, JobPublished, JobUpdated, Place, Salary, SkillRequirement
from rematch_common.contracts.lineage import Lineage
from rematch_common.contracts.operations import CrawlReport
from rematch_common.contracts.outcomes import IngestOutcome, RawCoordinates

JOB = UUID("5b0d4c52-6a0e-4f0e-9a51-0a6c5d1f2e11")
OTHER_JOB = UUID("9c7e1f8a-2d34-4b6b-8f1d-7e5a3c9b4d22")
SEEN = datetime(2026, 2, 1, 10, 0, tzinfo=UTC)
LINEAGE = Lineage(
    raw_topic="raw-jobs",
    raw_partition=3,
    raw_offset=48211,
    received_at=SEEN,
    deduped_at=datetime(2026, 2, 1, 10, 0, 0, 41_000, tzinfo=UTC),
    embedded_at=datetime(2026, 2, 1, 10, 0, 0, 122_000, tzinfo=UTC),
)
TEXT = (
    "We build the control plane for wind parks. You write Python and Go, run PostgreSQL and Kafka in production, "
    "and have done so for at least four years. Terraform is welcome. Two days a week in our Hamburg office."
)
TEXT_HASH = "b36f0d5a6f7a4b0f8f4fd5a8a6f1f3f08c3b2f6e9c1d7a54e2b0c9d8e7f6a5b4"


def vector(turn: float) -> Embedding:
    """A unit vector as the default model would give; its numbers mean nothing."""
    numbers = [math.sin(turn * (place + 1)) for place in range(384)]
    length = math.hypot(*numbers)
    return Embedding.of("all-MiniLM-L6-v2", "1", [number / length for number in numbers])


# What scrapers send: as it is written today, as little as is accepted, and as older scrapers write it.
RAW_JOBS: tuple[dict[str, Any], ...] = (
    {
        "source": "greenhouse",
        "external_id": "4711",
        "url": "https://boards.example.com/nordlicht/jobs/4711",
        "title": "Senior Backend Engineer (Python/Go)",
        "company": "Nordlicht Energie GmbH",
        "description": f"<h2>About the role</h2><p>{TEXT}</p>",
        "location": "Hamburg, Germany",
        "remote": False,
        "employment_type": "full_time",
        "salary_text": "70.000 - 85.000 EUR per year",
        "salary_min": 70000,
        "salary_max": 85000,
        "salary_currency": "EUR",
        "salary_period": "year",
        "skills": ["Python", "Go", "PostgreSQL", "Apache Kafka"],
        "experience_min_years": 4,
        "experience_max_years": 8,
        "requirements": "4+ years of backend work; PostgreSQL and Kafka in production",
        "industry": "Energy",
        "apply_url": "https://boards.example.com/nordlicht/jobs/4711/apply",
        "posted_at": "2026-01-31",
        "expires_at": "2026-03-31T23:59:59Z",
        "scraped_at": "2026-02-01T10:00:00Z",
        "closed": False,
        "filled": False,
        "ingest_id": "01JK0W6Z8Q4V3C9D2N5T7R1M0A",
        "scrape_ref": "scrape-2026-02-01-0007",
        "scrape_role": "backend engineer",
    },
    {
        "source": "lever",
        "url": "https://jobs.example.com/harbour-analytics/data-analyst",
        "title": "Data Analyst",
        "company": "Harbour Analytics",
        "description": "You answer questions of the business with SQL and Tableau.",
    },
    {
        "platform": "indeed",
        "job_id": 90210,
        "job_url": "https://jobs.example.com/view?jk=90210",
        "job_title": "Registered Nurse, Intensive Care",
        "company_name": "St. Brendan Hospital",
        "description": "Night shifts in a 20-bed ICU. RN licence and ACLS required.",
        "location": "Dublin, Ireland",
        "is_remote": False,
        "job_type": "fulltime",
        "salary": "€45,000 - €52,000 a year",
        "date_posted": "2026-01-30",
        "experience_required": "2-4 years in intensive care",
    },
)

_OPENING: dict[str, Any] = {
    "job_id": JOB,
    "title": "Senior Backend Engineer (Python/Go)",
    "title_core": "backend engineer",
    "seniority": "senior",
    "company": "Nordlicht Energie GmbH",
    "industry": "Energy",
    "description": TEXT,
    "skills": (
        SkillRequirement(id="python", evidence="You write Python and Go"),
        SkillRequirement(id="go", evidence="You write Python and Go"),
        SkillRequirement(id="kafka", evidence="run PostgreSQL and Kafka in production"),
        SkillRequirement(id="terraform", importance="preferred", evidence="Terraform is welcome"),
    ),
    "experience_min_years": 4,
    "experience_max_years": 8,
    "roles": ("backend engineer",),
    "categories": ("software-engineering",),
    "locations": (Place(city="Hamburg", region="Hamburg", country="DE", text="Hamburg, Germany"),),
    "workplace": "hybrid",
    "employment_type": "full_time",
    "salary": Salary(min=70000, max=85000, currency="EUR", period="year", annual_min=70000, annual_max=85000),
    "ads": (
        AdRef(
            source="greenhouse",
            external_id="4711",
            url="https://boards.example.com/nordlicht/jobs/4711",
            first_seen=SEEN,
            last_seen=SEEN,
        ),
    ),
    "first_seen": SEEN,
    "posted_at": datetime(2026, 1, 31, tzinfo=UTC),
    "expires_at": datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC),
    "content_hash": "0f3a9d6c1b7e48f2a5c4d3e2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a09f8e",
    "lineage": LINEAGE,
}
_LEAST: dict[str, Any] = {
    "job_id": OTHER_JOB,
    "version": 1,
    "title": "Data Analyst",
    "company": "Harbour Analytics",
    "description": "You answer questions of the business with SQL and Tableau.",
    "first_seen": SEEN,
    "content_hash": "7d1c0b9a8f7e6d5c4b3a29181706f5e4d3c2b1a0998877665544332211ffeedd",
}

PUBLISHED = (JobPublished(version=1, **_OPENING), JobPublished(**_LEAST))
UPDATED = (JobUpdated(version=2, **_OPENING), JobUpdated(**_LEAST | {"version": 2}))
CLOSED = (
    JobClosed(job_id=JOB, version=3, reason="merged", merged_into=OTHER_JOB, occurred_at=SEEN, lineage=LINEAGE),
    JobClosed(job_id=OTHER_JOB, version=2, reason="expired"),
)
EMBEDDED = (
    JobEmbedded(version=1, **_OPENING, embeddings=(vector(0.37),), text_hash=TEXT_HASH),
    JobEmbedded(**_LEAST, embeddings=(vector(0.53),), text_hash=TEXT_HASH),
)
OUTCOMES = (
    IngestOutcome(
        ingest_id="01JK0W6Z8Q4V3C9D2N5T7R1M0A",
        source="greenhouse",
        external_id="4711",
        raw=RawCoordinates(topic="raw-jobs", partition=3, offset=48211),
        outcome="ad_of_opening",
        job_id=JOB,
        stage="content_hash",
        evidence={"ad": "lever:nordlicht-77", "similarity": 1.0},
        decided_at=SEEN,
    ),
    IngestOutcome(
        raw=RawCoordinates(topic="raw-jobs", partition=0, offset=17),
        outcome="rejected",
        reason="schema",
        field="title",
        decided_at=SEEN,
    ),
)
CRAWLS = (
    CrawlReport(
        source="greenhouse",
        scope="board:nordlicht",
        started=datetime(2026, 2, 1, 9, 58, tzinfo=UTC),
        finished=SEEN,
        complete=True,
        seen=42,
        scrape_ref="scrape-2026-02-01-0007",
    ),
    CrawlReport(source="lever", scope="all", started=SEEN, finished=SEEN, complete=False, seen=0),
)
