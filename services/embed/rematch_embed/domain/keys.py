"""Which text stands for an opening or a person, how its identity is told, and which key it may travel under."""

import hashlib
import re

from rematch_common.contracts import (
    DEDUPED_JOBS,
    CandidateChanged,
    CandidateSkill,
    Event,
    JobPublished,
    JobUpdated,
    Topic,
)
from rematch_common.errors import InvalidRecord

# The model reads about 256 tokens; more text costs tokenising and changes nothing.
LONGEST = 2_000
_JOB = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PERSON = re.compile(r"[A-Za-z0-9_.-]{1,64}/[A-Za-z0-9_.-]{1,64}")


def check_key(topic: Topic, key: str, event: Event | None) -> None:
    """Raises InvalidRecord for a key that no reader takes: what is compacted under it would stay for good."""
    if event is not None and key != event.key:
        raise InvalidRecord("bad_key", f"the key is not that of the event: it must be its {topic.key}", field="key")
    if event is None and not (_JOB if topic is DEDUPED_JOBS else _PERSON).fullmatch(key):
        raise InvalidRecord("bad_key", f"the key of a tombstone must be {topic.key}", field="key")


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
