"""What a subscription wants to hear of. Each thing that is given must hold; within a list, one is enough."""

from typing import Annotated, Literal

from pydantic import Field

from rematch_common.contracts.base import Part
from rematch_common.contracts.fields import Code, Score, Word
from rematch_common.contracts.jobs import Workplace
from rematch_common.contracts.matches import Grade

Severity = Literal["info", "warning", "critical"]
_Words = Annotated[tuple[Word, ...], Field(max_length=50)]


class MatchFilter(Part):
    """Of matches."""

    min_score: Score | None = None
    min_grade: Grade | None = None
    skills: _Words = Field((), description="the opening asks for one of these")
    locations: _Words = Field((), description="the place of the opening names one of these")
    workplaces: Annotated[tuple[Workplace, ...], Field(max_length=4)] = ()
    profiles: _Words = Field((), description="the scoring profile with which the score was reached")
    broader: bool | None = Field(None, description="false: nothing that is below what is aimed at")


class AlertFilter(Part):
    """Of alerts."""

    kinds: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    least_severity: Severity = "info"
