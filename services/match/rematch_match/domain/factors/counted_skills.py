"""Of the skills asked for, how many the person has: by name, by another name, or by a slip of the pen."""

from rematch_match.domain.factors.judged import Judged
from rematch_match.domain.features.table import Features


def counted_skills(features: Features) -> Judged:
    return Judged.of(100 * features["skills_counted"])
