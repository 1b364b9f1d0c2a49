"""Skills that a tenant adds to the taxonomy, and its own names for those that are there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from rematch_common.contracts import OwnSkill
from rematch_jobtext import Name, Names, name_of_words
from rematch_match.domain.asks import OwnAsked
from rematch_match.domain.facts import CandidateFacts, JobFacts


@dataclass(frozen=True, slots=True)
class OwnSkills:
    """By what postings and people call them: the ids."""

    ids: Mapping[Name, str] = field(default_factory=dict)

    @classmethod
    def of(cls, skills: Iterable[OwnSkill]) -> Self:
        named = {_name(name): skill.id for skill in skills for name in (skill.id, *skill.aliases)}
        named.pop((), None)
        return cls(named)

    def __bool__(self) -> bool:
        return bool(self.ids)


class Glossary:
    """What all tenants call their own skills: a posting is read once for all of them."""

    def __init__(self, own: Mapping[str, OwnSkills]) -> None:
        self._own = {tenant: skills for tenant, skills in own.items() if skills}
        self._whose: dict[Name, list[tuple[str, str]]] = defaultdict(list)
        for tenant, skills in self._own.items():
            for name, skill in skills.ids.items():
                self._whose[name].append((tenant, skill))
        self._names = Names(self._whose)

    def job(self, job: JobFacts, reading: int) -> JobFacts:
        """The opening with what it asks for in each tenant's own words. Its text has to be there."""
        return replace(job, own=self._asked(job) if self._own and job.alive else {}, reading=reading)

    def person(self, person: CandidateFacts, reading: int) -> CandidateFacts:
        """The person as their tenant calls what they bring."""
        own, told = self._own.get(person.key[0], OwnSkills()), person.told or person.skills
        renamed = {skill: own.ids.get(_name(skill), skill) for skill in told}
        skills = frozenset(renamed.values())
        years = {renamed[skill]: value for skill, value in person.brings.skill_years.items() if skill in renamed}
        brings = replace(person.brings, skill_years={**person.brings.skill_years, **years})
        told = told if skills != told else frozenset()
        return replace(person, skills=skills, told=told, brings=brings, reading=reading)

    def _asked(self, job: JobFacts) -> dict[str, OwnAsked]:
        asked: dict[str, list[tuple[str, bool, str]]] = defaultdict(list)
        instead: dict[str, set[str]] = defaultdict(set)
        for name, found in self._names.find(f"{job.asks.title}\n{job.text}").items():
            for tenant, skill in self._whose[name]:
                asked[tenant].append((skill, found.required, found.evidence))
        for listed in job.skills:
            for tenant, skill in self._whose.get(_name(listed), ()):
                asked[tenant].append((skill, listed in job.required, job.asks.evidence.get(listed, "")))
                instead[tenant] |= {listed} - {skill}
        read = {tenant: _own_asked(these, frozenset(instead[tenant])) for tenant, these in asked.items()}
        return {tenant: own for tenant, own in read.items() if own.instead or _adds(own, job)}


def job_for(job: JobFacts, tenant: str) -> JobFacts:
    """The opening as a tenant reads it; the same one where that is as everybody does."""
    own = job.own.get(tenant)
    if own is None:
        return job
    if tenant not in job.read_by:
        required = (job.required - own.instead) | own.required
        preferred = ((job.preferred - own.instead) | own.preferred) - required
        asks = replace(job.asks, evidence={**own.evidence, **job.asks.evidence})
        job.read_by[tenant] = replace(job, required=required, preferred=preferred, asks=asks, own={})
    return job.read_by[tenant]


def looked_up(tenant: str, skill: str) -> str:
    """A tenant's own skill where everybody's openings are looked up: another tenant's of that name is another."""
    return f"{tenant}/{skill}"


def all_looked_up(job: JobFacts) -> set[str]:
    return {looked_up(tenant, skill) for tenant, own in job.own.items() for skill in own.required | own.preferred}


def _own_asked(asked: Iterable[tuple[str, bool, str]], instead: frozenset[str]) -> OwnAsked:
    required = frozenset(skill for skill, needed, _ in asked if needed)
    preferred = frozenset(skill for skill, _, _ in asked) - required
    # What requires a skill is told rather than what would like it.
    said = sorted(asked, key=lambda one: one[1])
    return OwnAsked(required, preferred, instead, {skill: evidence for skill, _, evidence in said if evidence})


def _adds(own: OwnAsked, job: JobFacts) -> bool:
    return not (own.required <= job.required and own.preferred <= job.skills)


def _name(text: str) -> Name:
    return name_of_words(text.replace("-", " "))


__all__ = ["Glossary", "OwnSkills", "all_looked_up", "job_for", "looked_up"]
