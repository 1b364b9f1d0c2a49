"""Tries, turns, slots and the breaker around one language model."""

import asyncio

import pytest

from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.ports.providers import Away, Late, Limited, Refused
from tests.fakes.providers import FakeProvider, said
from tests.fakes.waiting import until
from tests.unit.match.judges.courts import PROMPT, Time, counted, court, judged, judged_by_many, pair

AWAY = Away("it answers 500")


async def test_one_that_is_away_is_tried_three_times_with_growing_pauses() -> None:
    time, provider = Time(), FakeProvider(AWAY, AWAY, said(77))
    ruling = await judged(court(time, provider))
    assert (ruling.provider, ruling.score, ruling.calls) == ("openai", 77, 3)
    assert time.waited == [0.25, 0.5], "half of 0.5 s and of 1 s: the jitter is full"


async def test_after_three_tries_it_is_passed_on() -> None:
    time, provider = Time(), FakeProvider(AWAY)
    before = counted("rematch_judge_fallbacks_total", reason="away")
    ruling = await judged(court(time, provider))
    assert (ruling.provider, ruling.calls, len(provider.asked)) == (PROVIDER, 3, 3)
    assert counted("rematch_judge_fallbacks_total", reason="away") == before + 1


async def test_one_that_refuses_is_not_asked_again_for_the_pair() -> None:
    provider = FakeProvider(Refused("its key is wrong"))
    assert (await judged(court(Time(), provider))).calls == 1


async def test_what_it_asks_to_wait_is_waited_by_all() -> None:
    time, provider = Time(), FakeProvider(Limited("429", 7.0), said())
    bench = court(time, provider)
    assert (await judged(bench)).provider == "openai"
    assert time.waited == [0.25, 6.75], "the pause before the try counts"
    provider.then([Limited("429", 20.0), said()])
    began = time.clock.seconds
    rulings = await judged_by_many(bench, range(8), callers=4)
    assert {ruling.provider for ruling in rulings} == {"openai"}
    assert time.clock.seconds - began >= 20


async def test_one_that_asks_to_wait_for_long_is_left_to_the_next_until_then() -> None:
    time, busy, other = Time(), FakeProvider(Limited("429", 100.0), said(70)), FakeProvider(said(60), name="groq")
    bench = court(time, busy, other)
    rulings = [await judged(bench, number) for number in range(5)]
    assert {ruling.provider for ruling in rulings} == {"groq"}
    assert len(busy.asked) == 1
    time.clock.advance(100)
    assert (await judged(bench)).score == 70


async def test_a_wait_without_end_has_one() -> None:
    time, provider = Time(), FakeProvider(Limited("429", 1e9), said(70))
    bench = court(time, provider)
    await judged(bench)
    time.clock.advance(299)
    assert (await judged(bench)).provider == "openai"


async def test_calls_keep_to_the_rate_of_their_provider() -> None:
    time, provider = Time(), FakeProvider()
    bench = court(time, provider, judge_rates={"openai": 60}, judges_at_once=2)
    began = time.clock.seconds
    await judged_by_many(bench, range(12), callers=2)
    assert len(provider.asked) == 12
    assert time.clock.seconds - began >= 10, "a second each, but for the burst"


async def test_never_more_at_once_than_there_are_slots_whichever_model_is_asked() -> None:
    first, second = FakeProvider(said()), FakeProvider(name="groq")
    bench = court(Time(), first, second, judges_at_once=3)
    await judged_by_many(bench, range(60), callers=20)
    assert first.most_at_once == bench.slots == 3
    first.then([Refused("no")])
    release = first.hanging = second.hanging = asyncio.Event()
    waiting = asyncio.create_task(judged_by_many(bench, range(20), callers=20))
    await until(lambda: first.under_way == 3)
    release.set()
    await waiting
    assert max(first.most_at_once, second.most_at_once) == 3


async def test_one_that_does_not_answer_in_time_is_given_up() -> None:
    provider = FakeProvider()
    provider.hanging = asyncio.Event()
    ruling = await judged(court(Time(), provider, judge_timeout=0.02))
    assert (ruling.provider, ruling.calls, provider.under_way) == (PROVIDER, 3, 0)


async def test_a_question_that_was_given_up_is_paid() -> None:
    characters = sum(len(message["content"]) for message in PROMPT.messages(pair()))
    whole = FakeProvider(Late("no answer within 5 s"))
    impatient, hurried = FakeProvider(), FakeProvider()
    impatient.hanging = hurried.hanging = asyncio.Event()
    before = counted("rematch_judge_cost_usd_total")
    rulings = [
        await judged(court(Time(), whole, judge_tries=1)),
        await judged(court(Time(), impatient, judge_tries=1, judge_timeout=0.02)),
        await judged(court(Time(), hurried, judge_tries=1, judge_longest=0.02)),
    ]
    for ruling in rulings:
        assert (ruling.calls, ruling.tokens_out) == (1, 0)
        assert ruling.tokens_in == pytest.approx(characters / 4, abs=1)
        assert ruling.cost == pytest.approx(ruling.tokens_in * 0.15 / 1e6)
    told = sum(ruling.cost for ruling in rulings)
    assert counted("rematch_judge_cost_usd_total") - before == pytest.approx(told)
    assert (await judged(court(Time(), FakeProvider(AWAY), judge_tries=1))).cost == 0, "it wasn't read"


@pytest.mark.parametrize("failure", [AWAY, Refused("no"), Limited("429"), "no JSON", RuntimeError("a bug")])
async def test_it_is_left_alone_after_seven_failures_and_comes_back(failure: str | Exception) -> None:
    time, provider = Time(), FakeProvider(failure)
    bench = court(time, provider)
    rulings = await judged_by_many(bench, range(100), callers=4)
    assert {ruling.provider for ruling in rulings} == {PROVIDER}
    assert 7 <= len(provider.asked) <= 10
    assert counted("rematch_judge_breaker") == 2
    provider.then([said(90)])
    assert (await judged(bench)).provider == PROVIDER
    time.clock.advance(60)
    assert counted("rematch_judge_breaker") == 1
    assert (await judged(bench)).score == 90
    assert (provider.looked_at, counted("rematch_judge_breaker")) == (1, 0)


async def test_a_trial_is_not_made_while_its_health_is_bad_and_that_is_looked_at_once_a_minute() -> None:
    time, provider = Time(), FakeProvider(AWAY)
    bench = court(time, provider)
    provider.well = False
    await judged_by_many(bench, range(10), callers=4)
    asked = len(provider.asked)
    for _ in range(600):
        time.clock.advance(1)
        assert (await judged(bench)).provider == PROVIDER
    assert (len(provider.asked), provider.looked_at) == (asked, 10)
    provider.well = True
    provider.then([said(90)])
    time.clock.advance(60)
    assert (await judged(bench)).score == 90


async def test_of_many_callers_one_makes_the_trial() -> None:
    time, provider = Time(), FakeProvider(AWAY)
    bench = court(time, provider)
    await judged_by_many(bench, range(10), callers=4)
    asked = len(provider.asked)
    time.clock.advance(60)
    await judged_by_many(bench, range(100), callers=20)
    assert (len(provider.asked) - asked, provider.looked_at) == (1, 1)


async def test_whoever_is_told_to_stop_stops_at_once_and_gives_its_slot_back() -> None:
    provider = FakeProvider()
    provider.hanging = asyncio.Event()
    bench = court(Time(), provider, judges_at_once=1)
    waiting = asyncio.create_task(judged(bench))
    await until(lambda: provider.under_way == 1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    provider.hanging.set()
    assert (await judged(bench)).provider == "openai"
