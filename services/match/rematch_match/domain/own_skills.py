"""Skills that a tenant adds to the taxonomy, and its own names for those that are there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from rematch_common.contracts import OwnSkill
from rematch_jobtext import folded
from rematch_match.domain.facts import CandidateFacts, JobFacts

_WORD = re.compile(r"\w[\w+#.]*")


@dataclass(frozen=True, slots=True)
class OwnSkills:
    """By what postings and people call them, in words of one spelling: the ids."""

    ids: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, skills: Iterable[OwnSkill]) -> Self:
        named = {_words(name): skill.id for skill in skills for name in (skill.id.replace("-", " "), *skill.aliases)}
        named.pop((), None)
        return cls(named, max(map(len, named), default=0))

    def __bool__(self) -> bool:
        return bool(self.ids)

    def named_in(self, text: str) -> frozenset[str]:
        """The ids of those that a text names, in whatever case and with whatever accents."""
        words = _words(text)
        spans = (words[at : at + size] for at in range(len(words)) for size in range(1, self.longest + 1))
        return frozenset(self.ids[span] for span in spans if span in self.ids)


def job_with(own: OwnSkills, job: JobFacts) -> JobFacts:
    """The opening as a tenant with own skills reads it: those that its text or title names are asked for, too.

    Pure: the posting's text is read again, so ask once for each opening and tenant.
    """
    if not own:
        return job
    renamed = {skill: own.ids.get(_words(skill.replace("-", " ")), skill) for skill in job.skills}
    required = frozenset(renamed[skill] for skill in job.required)
    named = own.named_in(f"{job.asks.title}\n{job.text}") - required
    preferred = frozenset(renamed[skill] for skill in job.preferred) | named
    if required == job.required and preferred - required == job.preferred:
        return job
    return replace(job, required=required, preferred=preferred - required)


def person_with(own: OwnSkills, person: CandidateFacts) -> CandidateFacts:
    """The person as their tenant reads them: free words are the tenant's own skills where it says so."""
    if not own:
        return person
    skills = frozenset(own.ids.get(_words(skill.replace("-", " ")), skill) for skill in person.skills)
    return person if skills == person.skills else replace(person, skills=skills)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.rstrip(".") for word in _WORD.findall(folded(text)))


__all__ = ["OwnSkills", "job_with", "person_with"]
