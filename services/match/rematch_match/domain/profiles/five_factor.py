"""Skills 40, experience 25, location 15, salary 10, semantic 10; what is missing counts 50 or 80."""

from rematch_match.domain.factors.counted_skills import counted_skills
from rematch_match.domain.factors.pay_table import pay_table
from rematch_match.domain.factors.place_table import place_table
from rematch_match.domain.factors.raw_cosine import raw_cosine
from rematch_match.domain.factors.years_table import years_table
from rematch_match.domain.profiles.profile import Profile

FIVE_FACTOR = Profile(
    name="five_factor",
    version=1,
    factors=(
        ("skills", 0.40, counted_skills),
        ("experience", 0.25, years_table),
        ("location", 0.15, place_table),
        ("salary", 0.10, pay_table),
        ("semantic", 0.10, raw_cosine),
    ),
    fills_gaps=True,
)
