"""How close the two texts are in meaning."""

from rematch_common.contracts import Factor
from rematch_match.domain.facts import CandidateFacts, JobFacts

WEIGHT = 0.3
# What this family of models gives two unrelated texts of the field, and two that could hardly be closer.
UNRELATED, ALIKE = 0.1, 0.65


def semantic(job: JobFacts, candidate: CandidateFacts) -> Factor:
    cosine = job.vector.cosine(candidate.vector) if job.vector and candidate.vector else None
    if cosine is None:
        return Factor(name="semantic", score=0, weight=WEIGHT, known=False, note="no vectors of one model")
    share = min(1.0, max(0.0, (cosine - UNRELATED) / (ALIKE - UNRELATED)))
    return Factor(name="semantic", score=round(100 * share, 2), weight=WEIGHT, note=f"cosine {cosine:.2f}")
