"""A pair as a judge is shown it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from rematch_jobtext import folded
from rematch_jobtext.skills_table import skill_table
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.own_skills import job_for
from rematch_match.domain.profiles.profile import JUDGEMENT
from rematch_match.domain.score import Score
from rematch_match.domain.verdicts.masking import named
from rematch_match.domain.verdicts.reasons import in_words
from rematch_match.domain.verdicts.sides import candidate_side, candidate_words, job_side, job_words
from rematch_match.domain.verdicts.suspicion import suspicious


@dataclass(frozen=True)
class Question:
    """Two sides of masked facts, without ids, names, tenants or pay, and what the factors say."""

    candidate: str
    """Text of the side: whatever it says, it is data. The prompt delimits it."""
    job: str
    skills: frozenset[str]
    """The names, folded, that a reply may cite."""
    score: float
    """By factors."""
    summary: str
    """By factors: the deterministic judge's reason."""
    suspect: bool = False
    """Something of either side speaks to the judge: no model may judge the pair better than the factors do."""

    @cached_property
    def candidate_hash(self) -> str:
        return _hash(self.candidate)

    @cached_property
    def job_hash(self) -> str:
        return _hash(self.job)


def question_of(job: JobFacts, person: CandidateFacts, score: Score) -> Question:
    """`score`: what the factors alone come to. The same two sides always make the same texts."""
    opening = job_for(job, person.key[0])
    return Question(
        candidate=candidate_side(person),
        job=job_side(opening),
        skills=citable((*sorted(opening.skills), *sorted(person.skills))),
        score=by_factors(score),
        summary=in_words(score),
        suspect=suspicious((*job_words(opening), *candidate_words(person))),
    )


def by_factors(score: Score) -> float:
    """What a verdict takes the place of: under `hybrid` one factor, else the score itself."""
    own: Sequence[float] = [factor.score for factor in score.factors if factor.name == JUDGEMENT]
    return own[0] if own else score.value


def citable(skills: Iterable[str]) -> frozenset[str]:
    """By the name that a judge reads, or by the id of a known skill, however they are spelt."""
    known = skill_table().skills
    return frozenset(
        folded(name) for skill in skills for name in (named(skill), skill) if name != skill or skill in known
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
