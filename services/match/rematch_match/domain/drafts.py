"""A CV, a profile or an ad as somebody pastes it, read as the pipeline would read it. Nothing of it is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rematch_common.contracts import Candidate, Job, RawJob
from rematch_jobtext import clean_text, read_ad, read_cv

NOBODY = "preview"
_NO_JOB = UUID(int=0)
_LONGEST = 20_000
# What the model reads of it: the beginning says what somebody does.
_TOLD = 300


def cv_draft(text: str, tenant: str, today: int) -> Candidate:
    """The person that a CV's or a profile's text speaks of; `today`: the year."""
    return profile_draft(read_cv(clean_text(text)[:_LONGEST], today), tenant)


def profile_draft(fields: dict[str, Any], tenant: str) -> Candidate:
    """The person that structured fields speak of, as CandidateChanged has them. Raises ValidationError."""
    beside = {"tenant_id": tenant, "candidate_id": NOBODY, "version": 1, "status": "ready_for_assignment"}
    return Candidate.model_validate({**fields, **beside, "automated_matching": True})


def posting_draft(fields: dict[str, Any], now: datetime) -> Job:
    """The opening that an ad speaks of, in RawJob's fields; title and description will do. Raises ValidationError."""
    raw = RawJob.model_validate({"source": NOBODY, "external_id": NOBODY, "company": "-", **fields})
    read = read_ad(raw).fields
    told = raw.model_dump(include={"title", "company", "industry", "posted_at"})
    beside = {"job_id": _NO_JOB, "version": 1, "first_seen": raw.posted_at or now, "content_hash": NOBODY}
    return Job.model_validate({**told, **read, **beside})


def words_of(draft: Candidate | Job) -> str:
    """What of it tells its meaning, short, as embed takes it of those that are stored."""
    if isinstance(draft, Job):
        skills = ", ".join(skill.id.replace("-", " ") for skill in draft.skills)
        parts = (draft.title, skills[:150], draft.description[: 2 * _TOLD])
    else:
        skills = ", ".join(skill.name for skill in draft.skills)
        parts = (
            draft.headline or "",
            ", ".join(draft.titles)[:150],
            f"{skills[:220]}\n{(draft.summary or '')[:_TOLD]}",
        )
    return "\n".join(part for part in parts if part.strip())
