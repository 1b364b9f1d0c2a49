"""What is told of verdicts between the matches: who waits, and what is left of the day's budgets."""

import pytest
from prometheus_client import REGISTRY

from rematch_match.handlers.tidying import Tidy
from tests.contract.verdicts import STORES, Chamber, opened, unlike
from tests.fakes.samples import person

chamber = pytest.fixture(params=STORES)(opened)


def left(unit: str) -> float | None:
    return REGISTRY.get_sample_value("rematch_verdict_budget_left", {"unit": unit})


async def test_what_is_left_of_the_day_is_told_from_the_start_and_only_of_limits(chamber: Chamber) -> None:
    tidy = Tidy(chamber.bench(chamber.court), chamber.prevailing, lambda: chamber.now)
    await tidy()
    assert (left("calls"), left("usd")) == (None, None), "nobody has a limit"
    people = [person("c-1", tenant) for tenant in ("demo", "second")]
    await chamber.arrive(unlike(1), *people, pairs=[(one.key, unlike(1).job_id) for one in people])
    chamber.choose(calls_a_day=10)
    await tidy()
    assert (left("calls"), left("usd")) == (20, None), "before anything is spent"
    await chamber.give()
    await tidy()
    assert left("calls") == 18
    chamber.choose(money_a_day=1.0)
    await tidy()
    assert left("calls") is None
    assert left("usd") == pytest.approx(2 - 2 * 0.0002)
    chamber.choose(on=False, money_a_day=1.0)
    await tidy()
    assert left("usd") is None


async def test_who_waits_is_told(chamber: Chamber) -> None:
    def waiting() -> list[float | None]:
        return [REGISTRY.get_sample_value(f"rematch_verdicts_{what}") for what in ("waiting", "put_off")]

    tidy = Tidy(chamber.bench(chamber.court), chamber.prevailing, lambda: chamber.now)
    await chamber.arrive(unlike(1), person(), pairs=[(person().key, unlike(1).job_id)])
    await tidy()
    assert waiting() == [1, 0]
    chamber.court.down, chamber.court.state = True, "open"
    await chamber.give()
    await tidy()
    assert waiting() == [0, 1]
