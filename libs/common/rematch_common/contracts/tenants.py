"""Who uses the system, and the keys with which they do."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints
from pydantic.types import FailFast

from rematch_common.contracts.base import Event, Part
from rematch_common.contracts.fields import (
    Code,
    Count,
    Currency,
    Id,
    Instant,
    Line,
    Money,
    Score,
    Sha256,
    Source,
    Unit,
    Version,
    Word,
    Words,
)

Scope = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_-]{0,31}(:[a-z_*-]{1,32})?$")]


class OwnSkill(Part):
    """A skill that a tenant adds to the taxonomy, or further names of one that is there."""

    id: Word = Field(description="canonical id, or a new one")
    aliases: Words = Field((), description="what postings and people call it")


class VerdictChoice(Part):
    """How language models judge a tenant's best pairs; null leaves the choice to the deployment."""

    on: bool | None = None
    top: Annotated[int, Field(ge=1, le=50)] | None = Field(
        None, description="of a candidate's new matches so many are judged, the best"
    )
    ceiling: Score | None = Field(None, description="by how much a verdict may raise a score; 0: only lower it")
    weight: Unit | None = Field(None, description="of the factors, beside the verdict; 1: the verdict only annotates")
    calls_per_day: Count | None = None
    usd_per_day: Money | None = None


class TenantSettings(Event):
    """What a tenant has chosen; null leaves the choice to the deployment."""

    ce_type: ClassVar[str] = "rematch.tenant.changed.v1"

    tenant_id: Id
    version: Version
    name: Line | None = None
    active: bool = True
    scoring_profile: Word | None = None
    min_score: Score | None = Field(None, description="pairs below it are not published")
    max_matches_per_candidate: Count | None = None
    max_matches_per_posting: Count | None = None
    own_topic: bool = Field(False, description="matches go to matches.TENANT instead of matches")
    weights: dict[Code, Unit] = Field({}, description="of the profile's factors, by name; one that isn't named stays")
    blocked_companies: Words = ()
    preferred_industries: Words = ()
    platforms: Annotated[tuple[Source, ...], Field(max_length=200), FailFast()] = Field(
        (), description="only openings that one of these shows; empty: all"
    )
    remote_only: bool = False
    wanted_locations: Words = Field((), description="only openings there, or remote ones; empty: all")
    excluded_locations: Words = ()
    wanted_titles: Words = Field((), description="only openings for such a job; empty: all")
    excluded_titles: Words = ()
    salary_floor: Money | None = Field(None, description="a year; openings that are known to pay less are left out")
    salary_currency: Currency | None = None
    max_posting_age_days: Count | None = Field(None, description="older openings are not matched")
    own_skills: Annotated[tuple[OwnSkill, ...], Field(max_length=500), FailFast()] = ()
    verdicts: VerdictChoice | None = None
    updated_at: Instant | None = None

    @property
    def key(self) -> str:
        return self.tenant_id


class Limits(Part):
    """How much a key may do; null is without limit."""

    requests_per_minute: Count | None = None
    postings_per_day: Count | None = None
    candidates_per_day: Count | None = None


class AccessKey(Event):
    """A key as everyone may know it: the hash of its secret, never the secret."""

    ce_type: ClassVar[str] = "rematch.access_key.changed.v1"

    key_id: Id
    tenant_id: Id
    name: Line | None = None
    scopes: Annotated[tuple[Scope, ...], Field(max_length=50), FailFast()]
    sha256: Sha256 = Field(description="of the secret")
    limits: Limits = Limits()
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None

    @property
    def key(self) -> str:
        return self.key_id


class KeyUsed(Event):
    """Requests that one process has let in with a key since it last told of it."""

    ce_type: ClassVar[str] = "rematch.access_key.used.v1"

    key_id: Id
    teller: Word = Field(description="a service and one process of it")
    number: Version = Field(description="grows with all that this process tells of the key: the same again is the same")
    requests: Count
    last_at: Instant

    @property
    def key(self) -> str:
        return self.key_id
