"""Pay is compared only where both sides are known: 0 is nobody's pay, and "from" has no upper end."""

import pytest

from rematch_match.domain.asks import Asks, Brings, Pay
from rematch_match.domain.bars.salary_floor import below_floor
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.score import Score
from rematch_match.domain.terms import Terms
from tests.fakes.samples import job, person
from tests.unit.match.matching import scored


def usd(low: float | None, high: float | None = None) -> Pay:
    return Pay(low, high, "USD")


def met(offered: Pay, wished: Pay, profile: str = "rematch") -> Score:
    return scored(job(asks=Asks(pay=offered)), person(brings=Brings(pay=wished)), Terms(profile=profile))


def known(found: Score) -> bool:
    return next(factor.known for factor in found.factors if factor.name == "salary")


def fit(found: Score) -> float:
    return next(factor.score for factor in found.factors if factor.name == "salary")


WEIGHS_PAY = sorted(name for name, profile in PROFILES.items() if "salary" in [factor[0] for factor in profile.factors])


@pytest.mark.parametrize("profile", WEIGHS_PAY)
@pytest.mark.parametrize(
    ("offered", "wished"),
    [
        (usd(0, 0), usd(50_000)),
        (usd(0), usd(50_000)),
        (usd(None, 0), usd(50_000)),
        (usd(50_000, 50_000), usd(0)),
        (usd(50_000, 50_000), usd(0, 0)),
        (usd(40_000), usd(41_000)),
        (usd(40_000), usd(90_000)),
        (usd(40_000, 0), usd(90_000)),
    ],
)
def test_what_is_not_known_of_the_pay_is_no_mismatch(offered: Pay, wished: Pay, profile: str) -> None:
    found = met(offered, wished, profile)
    assert not known(found)
    assert found.apart is None
    assert found.coverage < met(usd(90_000, 90_000), usd(50_000), profile).coverage
    # It costs no more than where nobody says a word about pay.
    assert found.value >= met(Pay(), wished, profile).value


@pytest.mark.parametrize("wished", [40_000, 30_000])
@pytest.mark.parametrize("offered", [usd(40_000), usd(40_000, 0)])
def test_from_reaches_a_wish_that_is_no_higher(offered: Pay, wished: float) -> None:
    found = met(offered, usd(wished))
    assert known(found)
    assert fit(found) == 100


def test_an_upper_end_below_the_wish_is_a_mismatch_still() -> None:
    for low in (None, 0, 30_000):
        found = met(usd(low, 40_000), usd(80_000))
        assert known(found)
        assert fit(found) == 0


def test_a_pay_of_0_is_not_known_to_lie_below_the_tenants_least() -> None:
    terms = Terms(floor=usd(50_000))
    assert not below_floor(job(asks=Asks(pay=usd(0, 0))), terms)
    assert below_floor(job(asks=Asks(pay=usd(0, 40_000))), terms)
