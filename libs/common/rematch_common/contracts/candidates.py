"""A person as matching sees them: ids and job-relevant facts, never a name, an address or the text of a CV."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field
from pydantic.types import FailFast

from rematch_common.contracts.base import Incoming, Part
from rematch_common.contracts.fields import (
    Currency,
    Description,
    EmploymentType,
    Id,
    Instant,
    Line,
    Money,
    SalaryPeriod,
    Version,
    Word,
    Words,
    Years,
)

CandidateStatus = Literal["pending_review", "ready_for_assignment", "placed", "inactive"]
RemoteWish = Literal["only", "ok", "no"]


class CandidateSkill(Part):
    """A skill that the person has."""

    name: Word
    years: Years | None = None
    primary: bool = False


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


# A bare name is a skill too; it is written back as an object.
AnySkill = Annotated[CandidateSkill, BeforeValidator(_named, json_schema_input_type=str | CandidateSkill)]


class Candidate(Incoming):
    """What CandidateChanged and CandidateEmbedded say of a person."""

    tenant_id: Id
    candidate_id: Id
    version: Version
    status: CandidateStatus = Field(description="only ready_for_assignment is matched")
    headline: Line | None = None
    summary: Description | None = Field(None, description="personal data masked")
    titles: Words = Field((), description="preferred roles, in order of preference")
    skills: Annotated[tuple[AnySkill, ...], Field(max_length=200), FailFast()] = ()
    experience_years: Years | None = None
    location: Line | None = None
    preferred_locations: Words = ()
    remote: RemoteWish | None = None
    relocate: bool | None = None
    salary_min: Money | None = None
    salary_max: Money | None = None
    salary_currency: Currency | None = None
    salary_period: SalaryPeriod | None = None
    employment_types: Annotated[tuple[EmploymentType, ...], Field(max_length=10), FailFast()] = ()
    categories: Words = ()
    automated_matching: bool = Field(True, description="consent; false takes the person out of automated matching")
    updated_at: Instant | None = None

    @property
    def key(self) -> str:
        return f"{self.tenant_id}/{self.candidate_id}"


class CandidateChanged(Candidate):
    """A person was added, or something about them changed."""

    ce_type: ClassVar[str] = "rematch.candidate.changed.v1"
