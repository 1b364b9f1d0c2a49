"""What is simulated is what would have been measured."""

import asyncio
from typing import Any

import pytest

from bench.hybrid_judged import PROMPT
from bench.hybrid_outage import MOST_CALLS, outages
from bench.hybrid_provider import MEAN_SECONDS, RAW_PARSED, Simulated, as_published, court
from bench.hybrid_time import now, simulated
from rematch_devstack.standin.faults import IN_WORDS, Behaviour
from rematch_devstack.standin.server import StandIn
from rematch_match.handlers.judging import Cascade
from rematch_match.judging import Providers, court_of, open_judges
from rematch_match.ports.court import Ruling
from rematch_match.settings import JudgeSettings
from tests.unit.match.judges.courts import pair

FAULTS = Behaviour({"prose": 0.2, "half": 0.1, "garbage": 0.1, "range": 0.1, "leak": 0.1}, seed=3)
# One after another, so that it isn't left alone in between.
PATIENT: dict[str, Any] = {"judge_failures": 10, "judge_per_minute": 1e6}


async def _each(seat: Cascade, count: int) -> list[Ruling]:
    return [await seat.judge(pair(number), PROMPT) for number in range(count)]


async def _over_http(count: int) -> list[Ruling]:
    with StandIn(FAULTS) as standin:
        settings = JudgeSettings(judges="openai", openai_url=standin.url, openai_key="k", **PATIENT)
        providers = open_judges(settings)
        try:
            return await _each(court_of(providers, settings), count)
        finally:
            await Providers(providers).stop()


def test_rulings_are_those_of_the_stand_in_over_http() -> None:
    over_http = asyncio.run(_over_http(60))
    assert simulated(_each(court(Simulated(FAULTS), **PATIENT), 60)) == over_http
    assert {ruling.calls for ruling in over_http} == {1, 2}
    assert {ruling.provider for ruling in over_http} == {"openai", "deterministic"}


def test_time_passes_only_where_it_is_waited_for() -> None:
    async def wait() -> list[float]:
        async def one(seconds: float) -> float:
            await asyncio.sleep(seconds)
            return now()

        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.sleep(1_000_000)
        return [now(), *await asyncio.gather(one(3600), one(7200))]

    assert simulated(wait()) == pytest.approx([5, 3605, 7205])


def test_who_waits_for_no_time_at_all_is_told_so() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="for ever"):
        simulated(wait())


def test_delays_and_replies_are_as_published() -> None:
    behaviour = as_published()
    calls = [str(number) for number in range(20_000)]
    replies = [fault for call in calls if (fault := behaviour.fault(call)) is None or fault in IN_WORDS]
    parsed = sum(fault not in ("prose", "half", "garbage") for fault in replies) / len(replies)
    assert parsed == pytest.approx(RAW_PARSED, abs=0.01)
    assert sum(map(behaviour.seconds, calls)) / len(calls) == pytest.approx(MEAN_SECONDS, rel=0.01)


def test_a_court_stands_every_outage() -> None:
    found = outages()
    assert [each.kind for each in found if not each.stood] == []
    assert all(1 <= each.calls <= MOST_CALLS and each.most_at_once <= 4 for each in found)
