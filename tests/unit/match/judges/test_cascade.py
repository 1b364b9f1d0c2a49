"""Who has the word about a pair, and what the way there took."""

import asyncio

import pytest

from rematch_match.domain.verdicts.deterministic import MODEL, PROVIDER
from rematch_match.ports.court import Court
from rematch_match.ports.providers import Away, Limited, Refused
from tests.fakes.providers import FakeProvider, said
from tests.unit.match.judges.courts import PROMPT, Time, counted, court, judged, pair


async def test_the_first_that_answers_has_the_word() -> None:
    first, second = FakeProvider(said(82, "Kafka")), FakeProvider(name="groq", model="llama")
    bench: Court = court(Time(), first, second)
    ruling = await judged(bench)
    assert bench.model == "openai/gpt-4o-mini,groq/llama"
    assert (ruling.score, ruling.reason) == (82, "The trade is the same.")
    assert (ruling.provider, ruling.model, ruling.prompt) == ("openai", "gpt-4o-mini", PROMPT.version)
    assert (ruling.calls, ruling.tokens_in, ruling.tokens_out) == (1, 100, 10)
    assert ruling.cost == pytest.approx((100 * 0.15 + 10 * 0.60) / 1e6)
    assert not second.asked


async def test_the_next_is_asked_when_the_first_is_away() -> None:
    first, second = FakeProvider(Away("503")), FakeProvider(said(44), name="groq", model="llama")
    ruling = await judged(court(Time(), first, second))
    assert (ruling.provider, ruling.model, ruling.score, ruling.calls) == ("groq", "llama", 44, 4)


async def test_without_a_model_or_with_none_that_answers_the_factors_decide() -> None:
    for bench in (court(Time()), court(Time(), FakeProvider(Refused("no")), FakeProvider(Away("no"), name="groq"))):
        ruling = await judged(bench)
        assert (ruling.provider, ruling.model, ruling.score) == (PROVIDER, MODEL, pair().score)
        assert ruling.reason == pair().summary


async def test_a_reply_that_can_not_be_used_is_asked_for_once_more() -> None:
    provider = FakeProvider(said(140), said(74))
    before = counted("rematch_judge_repairs_total", outcome="mended")
    ruling = await judged(court(Time(), provider))
    assert (ruling.score, ruling.calls, ruling.tokens_in) == (74, 2, 200)
    first, again = provider.asked
    assert list(again[: len(first)]) == list(first)
    assert again[-2] == {"role": "assistant", "content": said(140)}
    assert "the score has to be a number from 0 to 100" in again[-1]["content"]
    assert counted("rematch_judge_repairs_total", outcome="mended") == before + 1


async def test_it_is_asked_for_no_more_than_once_more_and_every_reply_is_paid() -> None:
    first, second = FakeProvider("no JSON"), FakeProvider(said(60), name="groq", model="llama-3.3-70b-versatile")
    complaints = counted("rematch_judge_unreadable_total", complaint="no_json")
    ruling = await judged(court(Time(), first, second))
    assert (len(first.asked), ruling.provider, ruling.calls) == (2, "groq", 3)
    assert ruling.cost == pytest.approx((2 * (100 * 0.15 + 10 * 0.60) + 100 * 0.59 + 10 * 0.79) / 1e6)
    assert counted("rematch_judge_unreadable_total", complaint="no_json") == complaints + 2


async def test_a_repair_is_tried_again_too() -> None:
    provider = FakeProvider("no JSON", Away("500"), said(66))
    assert (await judged(court(Time(), provider))).score == 66


async def test_a_surprise_is_passed_on_and_quotes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    second = FakeProvider(said(60), name="groq")
    ruling = await judged(court(Time(), FakeProvider(RuntimeError("years in all: 7")), second), 7)
    assert ruling.provider == "groq"
    assert "years in all" not in caplog.text


async def test_it_answers_in_bounded_time_whatever_a_model_does() -> None:
    hanging, next_one = FakeProvider(), FakeProvider(name="groq")
    hanging.hanging = asyncio.Event()
    bench = court(Time(), hanging, next_one, judge_timeout=60, judge_longest=0.02)
    async with asyncio.timeout(5):
        ruling = await judged(bench)
    assert (ruling.provider, ruling.score, ruling.calls) == (PROVIDER, pair().score, 1)
    assert (hanging.under_way, next_one.asked) == (0, [])


async def test_what_it_took_is_counted_by_model() -> None:
    def counts() -> list[float]:
        read = counted("rematch_judge_tokens_total", direction="in")
        seconds, cost = counted("rematch_judge_seconds_count"), counted("rematch_judge_cost_usd_total")
        return [read, seconds, cost * 1e6, counted("rematch_rulings_total")]

    before = counts()
    await judged(court(Time(), FakeProvider()))
    assert [b - a for a, b in zip(before, counts(), strict=True)] == pytest.approx([100, 1, 21, 1])


async def test_it_tells_whether_another_time_a_model_may_have_the_word() -> None:
    def groq(reply: str | Exception) -> FakeProvider:
        return FakeProvider(reply, name="groq")

    unreadable = "no JSON"
    for_now = [
        (await judged(court(Time(), *providers))).for_now
        for providers in (
            (FakeProvider(Away("no")),),
            (FakeProvider(Refused("its key is wrong")),),
            (FakeProvider(unreadable), groq(Away("no"))),
            (FakeProvider(Away("no")), groq(said(60))),
            (FakeProvider(unreadable), groq(unreadable)),
            (FakeProvider(RuntimeError("a bug")),),
            (),
        )
    ]
    assert for_now == [True, True, True, False, False, False, False]


def state(bench: Court) -> str:
    """Looked at anew: time has gone on."""
    return bench.state


async def test_it_is_as_well_as_the_model_that_is_best_off() -> None:
    time, first, second = Time(), FakeProvider(Away("no")), FakeProvider(name="groq")
    bench, both = court(time, first), court(time, first, second)
    assert (state(bench), state(both), state(court(time))) == ("closed", "closed", "open")
    for number in range(3):
        await judged(bench, number)
        await judged(both, number)
    assert (state(bench), state(both)) == ("open", "closed")
    time.clock.advance(60)
    assert state(bench) == "half-open"
    first.then([said(60)])
    await judged(bench)
    assert state(bench) == "closed"


async def test_one_that_wants_to_be_left_alone_for_long_is_not_to_be_asked() -> None:
    time, busy = Time(), FakeProvider(Limited("429", 100.0), said(70))
    bench = court(time, busy)
    assert (await judged(bench)).for_now
    assert state(bench) == "open"
    time.clock.advance(100)
    assert state(bench) == "closed"
