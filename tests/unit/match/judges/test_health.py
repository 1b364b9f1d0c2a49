"""Who of the language models answers: said at the start, and shown beside the process's own health."""

import asyncio

import httpx
import pytest

from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_match.judging import Providers
from rematch_match.ports.providers import Away
from tests.fakes.providers import FakeProvider
from tests.fakes.waiting import until
from tests.unit.match.judges.courts import Time, court, judged, judged_by_many

OPENAI, GROQ = "openai/gpt-4o-mini", "groq/llama"


class Hanging(FakeProvider):
    async def unwell(self) -> str | None:
        await asyncio.Event().wait()
        return None


def silent() -> FakeProvider:
    provider = FakeProvider(Away("it answers 503"), name="groq", model="llama")
    provider.well = False
    return provider


async def test_at_the_start_one_line_says_who_answers_and_why_others_do_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = court(Time(), FakeProvider(), silent())
    providers = Providers([], bench.look)
    await providers.start()
    await until(lambda: bench.standings()[GROQ]["answers"] is not None)
    await providers.stop()
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "language models that judge pairs" in line]
    assert f"answer=['{OPENAI}']" in line
    assert f"do_not={{'{GROQ}': 'it answers 503'}}" in line
    assert "warning" in line


async def test_the_start_waits_for_nobody_and_the_end_neither() -> None:
    provider = Hanging()
    providers = Providers([provider], court(Time(), provider, judge_timeout=60).look)
    async with asyncio.timeout(5):
        await providers.start()
        await providers.stop()
    assert provider.closed


async def test_one_that_does_not_tell_in_time_does_not_answer() -> None:
    bench = court(Time(), Hanging(), judge_timeout=0.02)
    await bench.look()
    assert bench.standings() == {OPENAI: {"breaker": "closed", "answers": False}}


async def test_their_state_is_shown_and_makes_nobody_unready() -> None:
    bench = court(Time(), silent())
    health = Health({})
    health.started.set()
    health.details["judges"] = bench.standings
    transport = httpx.ASGITransport(new_api("match", health))
    async with httpx.AsyncClient(transport=transport, base_url="http://match") as client:

        async def shown() -> tuple[int, object]:
            answer = await client.get("/readyz")
            return answer.status_code, answer.json()["judges"]

        assert await shown() == (200, {GROQ: {"breaker": "closed", "answers": None}})
        await judged_by_many(bench, range(3), callers=1)
        assert await shown() == (200, {GROQ: {"breaker": "open", "answers": False}})


async def test_a_call_tells_it_too() -> None:
    bench = court(Time(), FakeProvider())
    await judged(bench)
    assert bench.standings() == {OPENAI: {"breaker": "closed", "answers": True}}
