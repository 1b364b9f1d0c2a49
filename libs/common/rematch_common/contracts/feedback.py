"""What people were shown of their matches, and how they took them: ids and codes, no free text."""

from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rematch_common.contracts.base import Event, Incoming, Part
from rematch_common.contracts.fields import Code, Id, Instant, Version

Action = Literal[
    "viewed",
    "saved",
    "shortlisted",
    "applied",
    "rejected",
    "interviewed",
    "offered",
    "hired",
    "thumbs_up",
    "thumbs_down",
    "rated",
]
Stars = Annotated[int, Field(ge=1, le=5)]


class Ratings(Part):
    """Stars from 1 to 5."""

    relevance: Stars | None = None
    quality: Stars | None = None


class MatchFeedback(Incoming):
    """One reaction to one match."""

    ce_type: ClassVar[str] = "rematch.feedback.given.v1"

    tenant_id: Id
    candidate_id: Id
    job_id: UUID
    action: Action
    ratings: Ratings | None = None
    reason: Code | None = None
    actor: Literal["candidate", "recruiter", "system"]
    occurred_at: Instant

    @model_validator(mode="after")
    def _rated(self) -> Self:
        if self.action == "rated" and (self.ratings is None or self.ratings == Ratings()):
            raise PydanticCustomError("unrated", "action rated needs ratings", {"field": "ratings"})
        return self

    @property
    def key(self) -> str:
        return f"{self.tenant_id}/{self.candidate_id}/{self.job_id}"


class MatchShown(Event):
    """A match has gone out to its candidate, in a message.

    `version`: of the match, as the message tells it. `position`: in the message, from 1.
    """

    ce_type: ClassVar[str] = "rematch.match.shown.v1"

    tenant_id: Id
    candidate_id: Id
    job_id: UUID
    version: Version
    position: Annotated[int, Field(ge=1, le=1_000)]
    occurred_at: Instant

    @property
    def key(self) -> str:
        return f"{self.tenant_id}/{self.candidate_id}/{self.job_id}"
