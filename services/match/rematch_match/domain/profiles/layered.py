"""Role, then hard filters, then skills 35, semantic 25, location 15, salary 15, recency 10."""

from rematch_match.domain.factors.counted_skills import counted_skills
from rematch_match.domain.factors.pay_table import pay_table
from rematch_match.domain.factors.place_table import place_table
from rematch_match.domain.factors.raw_cosine import raw_cosine
from rematch_match.domain.filters.experience import experience
from rematch_match.domain.filters.location import location
from rematch_match.domain.filters.role import role
from rematch_match.domain.filters.salary import salary
from rematch_match.domain.profiles.profile import Profile

LAYERED = Profile(
    name="layered",
    version=1,
    factors=(
        ("skills", 0.35, counted_skills),
        ("semantic", 0.25, raw_cosine),
        ("location", 0.15, place_table),
        ("salary", 0.15, pay_table),
    ),
    recency=0.10,
    filters=(("role", role), ("salary", salary), ("location", location), ("experience", experience)),
    fills_gaps=True,
)
