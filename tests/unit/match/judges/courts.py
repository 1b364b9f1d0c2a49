"""A pair to be judged, and courts whose waiting takes no time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import REGISTRY

from rematch_match.domain.verdicts.prompts import DEFAULT_PROMPT, PROMPTS
from rematch_match.domain.verdicts.question import Question
from rematch_match.handlers.guarding import Pace
from rematch_match.handlers.judging import Cascade
from rematch_match.judging import court_of
from rematch_match.ports.court import Court, Ruling
from rematch_match.ports.providers import Provider
from rematch_match.settings import JudgeSettings
from tests.fakes.clock import FakeClock

PROMPT = PROMPTS[DEFAULT_PROMPT]


def pair(number: int = 0) -> Question:
    """Each number is another pair."""
    return Question(
        candidate=f"is: data engineer\nskills: Kafka, Python\nyears in all: {number}",
        job="role: data engineer\nrequired skills: Kafka, Python, Spark",
        skills=frozenset({"kafka", "python", "spark"}),
        score=61.0,
        summary="Brings 2 of 3 skills asked for.",
    )


@dataclass
class Time:
    """Waiting moves the clock, and is written down; chance always says one half."""

    clock: FakeClock = field(default_factory=FakeClock)
    waited: list[float] = field(default_factory=list)

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.advance(seconds)
        await asyncio.sleep(0)

    @property
    def pace(self) -> Pace:
        return Pace(self.clock, self.wait, lambda: 0.5)


def court(time: Time, *providers: Provider, **settings: Any) -> Cascade:
    return court_of(providers, JudgeSettings(**settings), time.pace)


async def judged(court: Court, number: int = 0) -> Ruling:
    return await court.judge(pair(number), PROMPT)


async def judged_by_many(court: Court, numbers: Sequence[int], callers: int) -> list[Ruling]:
    """As a worker has it done: so many callers, each with one pair at a time."""
    left = iter(numbers)
    rulings: list[Ruling] = []

    async def call() -> None:
        for number in left:
            rulings.append(await judged(court, number))

    await asyncio.gather(*(call() for _ in range(callers)))
    return rulings


def counted(metric: str, provider: str = "openai", model: str = "gpt-4o-mini", **labels: str) -> float:
    return REGISTRY.get_sample_value(metric, {"provider": provider, "model": model, **labels}) or 0.0
