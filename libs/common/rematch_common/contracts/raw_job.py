"""What a scraper publishes: one posting as a platform shows it."""

import re
from typing import Any, ClassVar, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from rematch_common.contracts.base import Incoming, given
from rematch_common.contracts.fields import (
    Company,
    Currency,
    EmploymentType,
    ExternalId,
    Line,
    LooseDate,
    Money,
    Phrase,
    RequiredText,
    SalaryPeriod,
    Source,
    Text,
    Title,
    Url,
    Word,
    Words,
    Years,
    as_code,
)

# Scrapers that are already in use write these; the name of today wins where both are given.
OLDER_SPELLINGS = {
    "platform": "source",
    "external_job_id": "external_id",
    "job_id": "external_id",
    "job_url": "url",
    "salary": "salary_text",
    "salary_range": "salary_text",
    "posted_date": "posted_at",
    "date_posted": "posted_at",
    "is_remote": "remote",
    "job_type": "employment_type",
    "experience_required": "experience_min_years",
    "company_name": "company",
    "job_title": "title",
}
_OLDER = frozenset(OLDER_SPELLINGS)
_EMPLOYMENT_TYPES = frozenset({"full_time", "part_time", "contract", "internship", "temporary"})
_NUMBER = re.compile(r"\s*\d+(\.\d+)?\s*")


def _modernised(data: dict[str, Any]) -> dict[str, Any]:
    """The record in today's names."""
    job = {name: value for name, value in data.items() if name not in _OLDER}
    for older, name in OLDER_SPELLINGS.items():
        if older in data and name not in job:
            job.update(_translated(older, name, data[older], job))
    return job


def _translated(older: str, name: str, value: Any, job: dict[str, Any]) -> dict[str, Any]:
    """What the older field says in today's names. What makes no sense is passed on, and refused by its name."""
    if older in {"salary", "salary_range"} and isinstance(value, int | float) and not isinstance(value, bool):
        return {name: str(value)}
    if older == "job_type" and isinstance(value, str) and as_code(value) not in _EMPLOYMENT_TYPES:
        return {}  # a word with no equivalent here; the posting itself is worth more than this field
    if older == "experience_required" and isinstance(value, str) and not _NUMBER.fullmatch(value):
        # A sentence ("3-5 years of Go"): those who read requirements read years too.
        requirements = job.get("requirements", "")
        if isinstance(requirements, str):
            return {"requirements": f"Experience: {value}\n{requirements}".rstrip()}
        return {}
    return {name: value}


class RawJob(Incoming):
    """One posting as a platform shows it. At least one of `external_id` and `url` says which posting it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["external_id"]}, {"required": ["url"]}],
            "x-older-spellings": dict(OLDER_SPELLINGS),
        }
    )
    ce_type: ClassVar[str] = "rematch.job.scraped.v1"

    source: Source
    title: Title
    company: Company
    description: RequiredText = Field(description="plain text or HTML")
    external_id: ExternalId | None = Field(None, description="the platform's own id")
    url: Url | None = None
    location: Line | None = Field(None, description="free text")
    remote: bool | None = None
    employment_type: EmploymentType | None = None
    salary_text: Phrase | None = Field(None, description="free text")
    salary_min: Money | None = None
    salary_max: Money | None = None
    salary_currency: Currency | None = None
    salary_period: SalaryPeriod | None = None
    skills: Words = ()
    experience_min_years: Years | None = None
    experience_max_years: Years | None = None
    requirements: Text | None = None
    industry: Word | None = None
    apply_url: Url | None = None
    posted_at: LooseDate | None = None
    expires_at: LooseDate | None = None
    scraped_at: LooseDate | None = None
    closed: bool = Field(False, description="the platform no longer shows it")
    filled: bool = False
    ingest_id: Word | None = None
    scrape_ref: Word | None = Field(None, description="an id from the scrape queue")
    scrape_role: Word | None = Field(None, description="the role whose scrape brought it")

    @model_validator(mode="before")
    @classmethod
    def _given(cls, data: Any) -> Any:
        data = given(data)
        return _modernised(data) if isinstance(data, dict) and not _OLDER.isdisjoint(data) else data

    @model_validator(mode="after")
    def _identified(self) -> Self:
        if self.external_id is None and self.url is None:
            raise PydanticCustomError(
                "unidentified",
                "give at least one of external_id and url, so that the posting is known again",
                {"field": "external_id"},
            )
        return self

    @property
    def key(self) -> str:
        return f"{self.source}:{self.external_id or self.url}"
