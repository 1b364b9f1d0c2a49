"""One reason for a score a file; `FACTORS` is the table of all."""

from rematch_match.domain.factors.semantic import semantic
from rematch_match.domain.factors.skills import skills

FACTORS = (skills, semantic)

__all__ = ["FACTORS", "semantic", "skills"]
