"""The judge that always answers: what the factors say."""

from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.replies import Said

PROVIDER, MODEL = "deterministic", "factors-1"


def judged_by_factors(question: Question) -> Said:
    """No model is asked, and nothing that a stranger wrote is repeated."""
    return Said(score=min(max(question.score, 0.0), 100.0), reason=question.summary, cited=())
