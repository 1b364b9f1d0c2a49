"""Our own: what is known counts by its weight, and what rules a pair out leaves only a share of it."""

from rematch_match.domain.factors.calibrated_meaning import calibrated_meaning
from rematch_match.domain.factors.employment_fit import employment_fit
from rematch_match.domain.factors.industry_fit import industry_fit
from rematch_match.domain.factors.level_distance import level_distance
from rematch_match.domain.factors.pay_fit import pay_fit
from rematch_match.domain.factors.reach import reach
from rematch_match.domain.factors.title_fit import title_fit
from rematch_match.domain.factors.weighted_skills import weighted_skills
from rematch_match.domain.factors.years_fit import years_fit
from rematch_match.domain.gates.common_ground import common_ground
from rematch_match.domain.gates.condition import condition
from rematch_match.domain.gates.employment import employment
from rematch_match.domain.gates.language import language
from rematch_match.domain.gates.level import level
from rematch_match.domain.gates.licence import licence
from rematch_match.domain.gates.occupation import occupation
from rematch_match.domain.gates.pay import pay
from rematch_match.domain.gates.place import place
from rematch_match.domain.gates.years import years
from rematch_match.domain.profiles.profile import Profile

REMATCH = Profile(
    name="rematch",
    version=3,
    factors=(
        ("skills", 0.39, weighted_skills),
        ("title", 0.06, title_fit),
        ("semantic", 0.22, calibrated_meaning),
        ("level", 0.07, level_distance),
        ("experience", 0.10, years_fit),
        ("location", 0.09, reach),
        ("salary", 0.06, pay_fit),
        ("employment", 0.03, employment_fit),
        ("industry", 0.02, industry_fit),
    ),
    recency=0.02,
    gates=(
        ("occupation", occupation),
        ("skills", common_ground),
        ("licence", licence),
        ("language", language),
        ("level", level),
        ("years", years),
        ("place", place),
        ("pay", pay),
        ("employment", employment),
        ("condition", condition),
    ),
    sure_from=0.7,
)
