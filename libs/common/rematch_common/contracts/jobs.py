"""One real opening, however many ads it has."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field
from pydantic.types import FailFast

from rematch_common.contracts.base import Event, Part
from rematch_common.contracts.fields import (
    Code,
    Company,
    Currency,
    Description,
    EmploymentType,
    ExternalId,
    Instant,
    Line,
    Money,
    SalaryPeriod,
    Source,
    Title,
    Url,
    Version,
    Word,
    Words,
    Years,
)
from rematch_common.contracts.limits import MAX_ADS
from rematch_common.contracts.lineage import Lineage

Workplace = Literal["remote", "hybrid", "onsite", "unknown"]
CloseReason = Literal["expired", "unseen", "filled", "closed_at_source", "merged", "removed"]


class SkillRequirement(Part):
    """A skill that the opening asks for, and the words of the ad that say so."""

    id: Word = Field(description="canonical id of the skill")
    importance: Literal["required", "preferred"] = "required"
    evidence: Line | None = None


class Place(Part):
    """Where the work is done; `text` is what the ad said."""

    city: Word | None = None
    region: Word | None = None
    country: Word | None = None
    text: Line | None = None


class Salary(Part):
    """Pay as advertised, and what it comes to in a year."""

    min: Money | None = None
    max: Money | None = None
    currency: Currency | None = None
    period: SalaryPeriod | None = None
    annual_min: Money | None = None
    annual_max: Money | None = None


class AdRef(Part):
    """One ad of the opening on one platform."""

    source: Source
    external_id: ExternalId | None = None
    url: Url | None = None
    first_seen: Instant
    last_seen: Instant


class Job(Event):
    """What JobPublished, JobUpdated and JobEmbedded say of an opening."""

    job_id: UUID = Field(description="stable for the life of the opening")
    version: Version
    title: Title
    title_core: Title | None = Field(None, description="the title without seniority, place and ornament")
    seniority: Code | None = None
    company: Company
    industry: Word | None = None
    description: Description = Field(description="clean text, contact details masked")
    skills: Annotated[tuple[SkillRequirement, ...], Field(max_length=200), FailFast()] = ()
    experience_min_years: Years | None = None
    experience_max_years: Years | None = None
    roles: Words = Field((), description="the roles whose scrapes brought it")
    categories: Words = ()
    locations: Annotated[tuple[Place, ...], Field(max_length=200), FailFast()] = ()
    workplace: Workplace = "unknown"
    employment_type: EmploymentType | None = None
    salary: Salary | None = None
    ads: Annotated[tuple[AdRef, ...], Field(max_length=MAX_ADS), FailFast()] = Field(
        (), description=f"the newest {MAX_ADS}"
    )
    first_seen: Instant
    posted_at: Instant | None = None
    expires_at: Instant | None = None
    content_hash: Word = Field(description="of what matters for matching")
    lineage: Lineage | None = None

    @property
    def key(self) -> str:
        return str(self.job_id)


class JobPublished(Job):
    """A new opening."""

    ce_type: ClassVar[str] = "rematch.job.deduplicated.v1"


class JobUpdated(Job):
    """A known opening changed in what matters for matching."""

    ce_type: ClassVar[str] = "rematch.job.updated.v1"


class JobClosed(Event):
    """The opening is gone; `merged_into` names the opening that took over its ads."""

    ce_type: ClassVar[str] = "rematch.job.closed.v1"

    job_id: UUID
    version: Version
    reason: CloseReason
    merged_into: UUID | None = None
    occurred_at: Instant | None = None
    lineage: Lineage | None = None

    @property
    def key(self) -> str:
        return str(self.job_id)
