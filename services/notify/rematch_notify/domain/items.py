"""What a message needs of what it tells: kept with the telling, so that it is told as it was when it fitted."""

from typing import Literal
from uuid import UUID

from rematch_common.contracts.base import Part
from rematch_common.contracts.fields import Code, Instant, Line, Lines, Score, Title, Url, Version, Word, Words
from rematch_common.contracts.jobs import Workplace
from rematch_common.contracts.matches import Grade
from rematch_notify.domain.filters import Severity


class MatchItem(Part):
    """A match, without anything of the person but their id. `version`: its own; None where its opening has been merged
    since, under whose id it had none."""

    kind: Literal["match"] = "match"
    match_id: UUID
    candidate_id: str
    job_id: UUID
    version: Version | None = None
    score: Score
    grade: Grade
    broader: bool = False
    title: Title
    company: Word
    location: Line | None = None
    workplace: Workplace | None = None
    url: Url | None = None
    posted_at: Instant | None = None
    summary: Line = ""
    strengths: Lines = ()
    gaps: Lines = ()
    matched_skills: Words = ()
    missing_skills: Words = ()


class AlertItem(Part):
    """An alert, as it was raised or as it ended."""

    kind: Literal["alert"] = "alert"
    source: Word
    about: Code
    severity: Severity
    text: Line
    subject: Line | None = None
    first_at: Instant
    resolved_at: Instant | None = None


Item = MatchItem | AlertItem
