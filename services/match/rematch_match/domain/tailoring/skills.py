"""Which of the skills that a posting asks for somebody has, or has by others, and which not."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rematch_jobtext import adjacent, implied_by, is_licence, skill_kind, skill_name
from rematch_match.domain.credentials import alternatives, decisive
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.languages import is_fluency
from rematch_match.domain.packing import asked_skills, importance_of
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.tailoring.briefs import Kind
from rematch_match.domain.verdicts.masking import named


@dataclass(frozen=True, slots=True)
class Asked:
    """One of them. `by`: the skill of the person that answers it, the very one or one that implies it; None: none."""

    skill: str
    importance: int
    """2 what the title names, 1 what is required, 0 what is preferred."""
    by: str | None
    near: str | None = None
    """Of what nothing answers: the skill of the person that is closest to it."""
    denied: bool = False
    """They say themselves that they haven't got it."""

    @property
    def kind(self) -> Kind:
        if is_licence(self.skill) or decisive(self.skill):
            return "licence"
        if is_fluency(self.skill) or skill_kind(self.skill) == "spoken_language":
            return "language"
        return "implied" if self.by not in (None, self.skill) else "skill"


def asked_of(job: JobFacts, person: CandidateFacts, rarity: Rarity) -> list[Asked]:
    """What the title names and what is required first, and of these what is rare."""
    found = [_asked(job, person, skill) for skill in _apart(job, person)]
    return sorted(found, key=lambda one: (-one.importance, -rarity.weight(one.skill), one.skill))


def shown(skill: str) -> str:
    """A skill's name for people: what no table knows by its own."""
    name = named(skill)
    return skill_name(skill) if name.startswith("unlisted-") else name


def _asked(job: JobFacts, person: CandidateFacts, skill: str) -> Asked:
    importance, denied = importance_of(job, skill), skill in person.brings.lacks
    by = None if denied else _holder(person, skill)
    near = _nearest(person, skill) if by is None and not denied else None
    return Asked(skill, importance, by, near, denied)


def _apart(job: JobFacts, person: CandidateFacts) -> Iterator[str]:
    """Of licences that stand for one another those that are had, or the first."""
    groups = sorted(alternatives(asked_skills(job), job.asks.evidence), key=lambda one: (one[1], one[0]))
    for _, group in groupby(groups, key=lambda one: one[1]):
        skills = [skill for skill, _ in group]
        had = [skill for skill in skills if skill not in person.brings.lacks and _holder(person, skill)]
        yield from had or skills[:1]


def _holder(person: CandidateFacts, skill: str) -> str | None:
    if skill in person.skills:
        return skill
    holders = [one for one in person.skills if skill in implied_by(one) and one not in person.brings.lacks]
    return min(holders, key=lambda one: (-person.brings.skill_years.get(one, 0), one), default=None)


def _nearest(person: CandidateFacts, skill: str) -> str | None:
    near = adjacent(skill)
    return min((one for one in person.skills if one in near), key=lambda one: (-near[one], one), default=None)
