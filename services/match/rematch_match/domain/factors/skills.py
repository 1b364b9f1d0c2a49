"""Which of the skills that the opening asks for the person has."""

from rematch_common.contracts import Factor
from rematch_match.domain.facts import CandidateFacts, JobFacts

WEIGHT = 0.7
# A skill that would be nice to have counts for less than one that is asked for.
PREFERRED = 0.4


def skills(job: JobFacts, candidate: CandidateFacts) -> Factor:
    asked = len(job.required) + PREFERRED * len(job.preferred)
    if not asked or not candidate.skills:
        return Factor(name="skills", score=0, weight=WEIGHT, known=False, note="no skills to compare")
    had = len(job.required & candidate.skills) + PREFERRED * len(job.preferred & candidate.skills)
    shared = len(job.skills & candidate.skills)
    return Factor(
        name="skills",
        score=round(100 * had / asked, 2),
        weight=WEIGHT,
        note=f"{shared} of {len(job.skills)} skills asked for",
    )
