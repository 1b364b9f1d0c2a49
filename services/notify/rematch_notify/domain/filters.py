"""What a subscription wants to hear of. Each thing that is given must hold; within a list, one is enough."""

from typing import Annotated, Literal

from pydantic import Field

from rematch_common.contracts import Alert, MatchFound, MatchUpdated
from rematch_common.contracts.base import Part
from rematch_common.contracts.fields import Code, Score, Word
from rematch_common.contracts.jobs import Workplace
from rematch_common.contracts.matches import Grade
from rematch_notify.domain.words import plain, says

Severity = Literal["info", "warning", "critical"]
_Words = Annotated[tuple[Word, ...], Field(max_length=50)]
_GRADES: tuple[Grade, ...] = ("F", "D", "C", "B", "A", "A+")
_SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")


class MatchFilter(Part):
    """Of matches."""

    min_score: Score | None = None
    min_grade: Grade | None = None
    skills: _Words = Field((), description="the opening asks for one of these")
    locations: _Words = Field((), description="the place of the opening names one of these")
    workplaces: Annotated[tuple[Workplace, ...], Field(max_length=4)] = ()
    profiles: _Words = Field((), description="the scoring profile with which the score was reached")
    broader: bool | None = Field(None, description="false: nothing that is below what is aimed at")

    @property
    def anything(self) -> bool:
        """Whether it lets everything through: that nobody wants to be told."""
        least = (self.min_score or 0) <= 0 and self.min_grade in (None, "F")
        return least and self.broader is not False and not any(self._lists())

    def _lists(self) -> tuple[tuple[str, ...], ...]:
        return self.skills, self.locations, self.workplaces, self.profiles

    def lets(self, match: MatchFound | MatchUpdated) -> bool:
        """Whether the match is one of those that are wanted."""
        return self._good_enough(match) and self._of_a_kind(match)

    def _good_enough(self, match: MatchFound | MatchUpdated) -> bool:
        if match.score < (self.min_score or 0) or (match.broader and self.broader is False):
            return False
        return self.min_grade is None or _GRADES.index(match.grade) >= _GRADES.index(self.min_grade)

    def _of_a_kind(self, match: MatchFound | MatchUpdated) -> bool:
        asked = {plain(skill) for skill in (*match.matched_skills, *match.missing_skills)}
        places = (match.job.location or "", *match.job.also_in)
        return (
            (not self.skills or not asked.isdisjoint(map(plain, self.skills)))
            and (not self.locations or any(says(place, name) for place in places for name in self.locations))
            and (not self.workplaces or (match.job.workplace or "unknown") in self.workplaces)
            and (not self.profiles or match.scoring.profile in self.profiles)
        )


class AlertFilter(Part):
    """Of alerts."""

    kinds: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    least_severity: Severity = "info"

    def lets(self, alert: Alert) -> bool:
        """Whether the alert is one of those that are wanted."""
        enough = _SEVERITIES.index(alert.severity) >= _SEVERITIES.index(self.least_severity)
        return enough and (not self.kinds or alert.kind in self.kinds)
