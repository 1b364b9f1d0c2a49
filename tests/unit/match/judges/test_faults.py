"""Every way to fail, with OpenAI's own client and the stand-in over HTTP: no pair is left without an answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from rematch_devstack.standin.faults import Behaviour
from rematch_devstack.standin.server import StandIn
from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.handlers.judging import Cascade
from rematch_match.judging import Providers, court_of, open_judges
from rematch_match.settings import JudgeSettings
from tests.fakes.waiting import until
from tests.unit.match.judges.courts import Time, counted, judged, judged_by_many, pair

Seat = Callable[..., Cascade]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def seat(stand_in: StandIn, time: Time) -> AsyncIterator[Seat]:
    """A court of openai and, where it is given an address, groq behind it."""
    opened: list[Any] = []

    def seat_them(next_url: str = "", **more: Any) -> Cascade:
        told: dict[str, Any] = {
            "judges": "openai,groq" if next_url else "openai",
            "openai_url": stand_in.url,
            "groq_url": next_url,
        }
        settings = JudgeSettings(openai_key="k", groq_key="k", judge_per_minute=1e6, **told, **more)
        providers = open_judges(settings)
        opened.extend(providers)
        return court_of(providers, settings, time.pace)

    yield seat_them
    await Providers(opened).stop()


async def test_a_pair_is_judged_by_its_facts_and_the_same_each_time(seat: Seat) -> None:
    bench = seat()
    first, again, other = [await judged(bench, number) for number in (0, 0, 1)]
    assert first == again
    assert (first.provider, first.calls) == ("openai", 1)
    assert 40 < first.score < 90 and first.score != other.score
    assert first.reason == "Has 2 of the 3 skills asked for, and the role is the same."
    assert first.tokens_in > 300 > first.tokens_out > 10 and first.cost > 0


async def test_prose_around_the_json_is_no_fault(stand_in: StandIn, seat: Seat) -> None:
    well = await judged(seat())
    stand_in.behaviour = Behaviour({"prose": 1.0})
    wrapped = await judged(seat())
    assert (wrapped.score, wrapped.reason, wrapped.calls) == (well.score, well.reason, 1)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [("range", "score"), ("unknown", "skills"), ("leak", "leak"), ("garbage", "no_json"), ("half", "no_json")],
)
async def test_a_reply_that_is_not_believed_is_repaired_or_passed_on(
    stand_in: StandIn, seat: Seat, fault: str, complaint: str
) -> None:
    stand_in.behaviour = Behaviour({fault: 1.0})
    before = counted("rematch_judge_unreadable_total", complaint=complaint)
    ruling = await judged(seat())
    assert (ruling.provider, ruling.calls) == (PROVIDER, 2)
    assert counted("rematch_judge_unreadable_total", complaint=complaint) == before + 2


@pytest.mark.parametrize("fault", ["cut", "limited", "error", "hang"])
async def test_an_answer_that_does_not_come_is_tried_for_three_times(stand_in: StandIn, seat: Seat, fault: str) -> None:
    stand_in.behaviour = Behaviour({fault: 1.0})
    ruling = await judged(seat(judge_timeout=0.2))
    assert (ruling.provider, ruling.calls, stand_in.counts.faults[fault]) == (PROVIDER, 3, 3)


async def test_with_faults_of_every_kind_every_pair_has_its_answer(stand_in: StandIn, seat: Seat) -> None:
    kinds = ("prose", "range", "unknown", "leak", "garbage", "half", "cut", "limited", "error", "hang")
    stand_in.behaviour = Behaviour(dict.fromkeys(kinds, 0.02), retry_after=0.01)
    rulings = await judged_by_many(seat(judge_timeout=1.0), range(300), callers=4)
    by_models = [ruling for ruling in rulings if ruling.provider == "openai"]
    assert len(rulings) == 300
    assert len(by_models) > 290, "tries and repairs mend most"
    assert all(0 <= ruling.score <= 100 and ruling.reason for ruling in rulings)
    assert set(stand_in.counts.faults) == set(kinds)


@pytest.mark.parametrize("fault", ["hang", "garbage", "error", "cut", "limited"])
async def test_a_thousand_pairs_with_a_provider_that_only_fails(
    stand_in: StandIn, seat: Seat, time: Time, fault: str
) -> None:
    stand_in.behaviour = Behaviour({fault: 1.0}, retry_after=0.01)
    bench = seat(judge_timeout=1.0)
    rulings = await judged_by_many(bench, range(1_000), callers=50)
    assert len(rulings) == 1_000
    assert {(ruling.provider, ruling.score) for ruling in rulings} == {(PROVIDER, pair().score)}
    assert stand_in.counts.calls <= 10, "the breaker has opened"
    if fault != "hang":  # who has given up may go unnoticed for a moment
        assert stand_in.counts.most_at_once <= bench.slots
    stand_in.behaviour = Behaviour()
    time.clock.advance(61)
    assert (await judged(bench)).provider == "openai", "that was the trial"
    assert {ruling.provider for ruling in await judged_by_many(bench, range(50), callers=4)} == {"openai"}
    assert counted("rematch_judge_breaker") == 0


async def test_garbage_for_a_thousand_calls_costs_a_trial_a_minute(stand_in: StandIn, seat: Seat, time: Time) -> None:
    stand_in.behaviour = Behaviour({"garbage": 1.0})
    bench = seat()
    for number in range(1_000):
        assert (await judged(bench, number)).provider == PROVIDER
        time.clock.advance(6)
    assert stand_in.counts.calls <= 10 + 2 * 6_000 / 60, "each with its repair"
    assert 90 <= stand_in.counts.lists <= 6_000 / 60


async def test_one_that_dies_in_mid_run_and_comes_back(stand_in: StandIn, seat: Seat, time: Time) -> None:
    bench = seat()
    assert {each.provider for each in await judged_by_many(bench, range(40), callers=4)} == {"openai"}
    stand_in.behaviour = Behaviour(median=0.02)
    under_way = asyncio.create_task(judged_by_many(bench, range(40, 400), callers=4))
    await until(lambda: stand_in.counts.calls >= 60)
    await asyncio.to_thread(stand_in.stop)
    rulings = await under_way
    assert len(rulings) == 360
    assert sum(ruling.provider == PROVIDER for ruling in rulings) > 300
    assert counted("rematch_judge_breaker") == 2
    with StandIn(port=stand_in.server_address[1]) as back:
        time.clock.advance(61)
        assert {each.provider for each in await judged_by_many(bench, range(400, 420), callers=1)} == {"openai"}
        assert (back.counts.lists, back.counts.calls) == (1, 20)


async def test_when_the_first_fails_the_second_has_the_word(stand_in: StandIn, seat: Seat) -> None:
    with StandIn(Behaviour(seed=7)) as second:
        bench = seat(second.url)
        assert {each.provider for each in await judged_by_many(bench, range(20), callers=4)} == {"openai"}
        assert second.counts.calls == 0
        stand_in.behaviour = Behaviour({"error": 0.5, "garbage": 0.5})
        rulings = await judged_by_many(bench, range(20, 220), callers=4)
        assert {each.provider for each in rulings} == {"groq"}
        assert (second.counts.calls, stand_in.counts.calls <= 30) == (200, True)


async def test_what_the_court_counts_is_what_the_provider_counts(stand_in: StandIn, seat: Seat) -> None:
    stand_in.behaviour = Behaviour({"garbage": 0.3})
    rulings = await judged_by_many(seat(), range(100), callers=4)
    counts = stand_in.counts
    assert sum(ruling.calls for ruling in rulings) == counts.calls
    assert sum(ruling.tokens_in for ruling in rulings) == counts.tokens_in
    assert sum(ruling.tokens_out for ruling in rulings) == counts.tokens_out
    cost = (counts.tokens_in * 0.15 + counts.tokens_out * 0.60) / 1e6
    assert sum(ruling.cost for ruling in rulings) == pytest.approx(cost)
