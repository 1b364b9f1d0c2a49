"""Which text stands for an opening or a person, and how its identity is told."""

import hashlib

from rematch_common.contracts import CandidateChanged, CandidateSkill, JobPublished, JobUpdated

# The model reads about 256 tokens; more text costs tokenising and changes nothing.
LONGEST = 2_000


def job_text(job: JobPublished | JobUpdated) -> str:
    """Title, skills and what the work is. The company says nothing about the work and is left out."""
    skills = ", ".join(skill.id.replace("-", " ") for skill in job.skills)
    return _joined(job.title, skills, job.description)


def candidate_text(candidate: CandidateChanged) -> str:
    """Headline, wished roles, skills (primary ones first), summary."""
    ordered = sorted(candidate.skills, key=lambda skill: not skill.primary)
    skills = ", ".join(_skill(skill) for skill in ordered)
    return _joined(candidate.headline or "", ", ".join(candidate.titles), skills, candidate.summary or "")


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)[:LONGEST]


def _skill(skill: CandidateSkill) -> str:
    return skill.name if skill.years is None else f"{skill.name} ({skill.years:g} years)"
