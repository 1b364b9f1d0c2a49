"""The trial of a model that was left alone is one task: with its repair, if the first reply can't be used."""

import pytest

from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.handlers.judging import Cascade
from rematch_match.ports.providers import Away
from tests.fakes.providers import FakeProvider, said
from tests.unit.match.judges.courts import Time, counted, court, judged, judged_by_many

OPEN, CLOSED = 2, 0


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider(Away("it answers 500"))


@pytest.fixture
async def left_alone(provider: FakeProvider) -> Cascade:
    """Until now: what it is asked next is its trial."""
    time = Time()
    bench = court(time, provider)
    await judged_by_many(bench, range(10), callers=4)
    assert counted("rematch_judge_breaker") == OPEN
    time.clock.advance(60)
    provider.asked.clear()
    return bench


def repairs() -> tuple[float, float]:
    mended, failed = (counted("rematch_judge_repairs_total", outcome=outcome) for outcome in ("mended", "failed"))
    return mended, failed


async def test_its_reply_may_be_mended(left_alone: Cascade, provider: FakeProvider) -> None:
    provider.then(["no JSON", said(74)])
    mended, failed = repairs()
    ruling = await judged(left_alone)
    assert (ruling.score, ruling.calls, counted("rematch_judge_breaker")) == (74, 2, CLOSED)
    assert repairs() == (mended + 1, failed)


@pytest.mark.parametrize("then", ["no JSON again", Away("it answers 500")])
async def test_a_repair_that_fails_ends_it(left_alone: Cascade, provider: FakeProvider, then: str | Exception) -> None:
    provider.then(["no JSON", then])
    mended, failed = repairs()
    rulings = await judged_by_many(left_alone, range(10), callers=4)
    assert {ruling.provider for ruling in rulings} == {PROVIDER}
    assert (len(provider.asked), counted("rematch_judge_breaker")) == (2, OPEN)
    assert repairs() == (mended, failed + 1)


async def test_a_repair_that_was_never_sent_is_not_counted() -> None:
    provider = FakeProvider("no JSON")
    before = repairs()
    assert (await judged(court(Time(), provider, judge_failures=1))).provider == PROVIDER
    assert (len(provider.asked), repairs()) == (1, before)
