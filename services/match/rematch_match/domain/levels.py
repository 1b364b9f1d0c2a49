"""Seniority as steps of one ladder."""

import re

from rematch_match.domain.asks import WishedTitle

LADDER = {
    "intern": 0.0,
    "junior": 1.0,
    "mid": 2.0,
    "senior": 3.0,
    "lead": 3.6,
    "principal": 4.0,
    "manager": 4.2,
    "director": 5.0,
    "executive": 6.5,
}
_LEADS = re.compile(
    r"\b(?:engineering|nurse|finance|accounting|audit|operations|store|production|warehouse|analytics|sales|shift|clinic"
    r"|facility|restaurant|hotel|general|data) manager\b|\bsupervisor\b"
)


def level_of(title: WishedTitle) -> float:
    """nan where no level is named. A senior manager of people is a manager, whatever "senior" says elsewhere."""
    if title.seniority is None:
        return float("nan")
    if title.seniority == "senior" and _LEADS.search(title.core):
        return LADDER["manager"]
    return LADDER.get(title.seniority, float("nan"))
