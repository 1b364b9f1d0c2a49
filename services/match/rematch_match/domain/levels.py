"""Seniority as steps of one ladder."""

LADDER = {
    "intern": 0.0,
    "junior": 1.0,
    "mid": 2.0,
    "senior": 3.0,
    "lead": 3.6,
    "principal": 4.0,
    "manager": 4.2,
    "director": 5.0,
    "executive": 6.5,
}


def step_of(seniority: str | None) -> float:
    """nan where no level is named."""
    return LADDER.get(seniority, float("nan")) if seniority else float("nan")
