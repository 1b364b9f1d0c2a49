"""A provider that hangs, dies or talks nonsense while a thousand pairs want a verdict, and is well again afterwards.

The court alone, in simulated time. That no match is lost meanwhile real services show:
tests/integration/services/test_verdicts.py and tests/reliability/test_verdicts.py.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bench.hybrid_judged import PROMPT
from bench.hybrid_provider import Simulated, court
from bench.hybrid_time import simulated
from rematch_devstack.standin.faults import Behaviour
from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.domain.verdicts.question import Question
from rematch_match.handlers.judging import Cascade
from rematch_match.ports.court import Ruling

PAIRS, BEFORE, AFTER = 1_000, 50, 50
MOST_CALLS = 10
# Beyond the pause of the breaker.
_LATER = 61.0
KINDS = {"hangs": "hang", "dies": "error", "returns garbage": "garbage", "breaks off": "cut"}
_WELL = Behaviour(median=1.0)


@dataclass(frozen=True, slots=True)
class Outage:
    """Of a thousand pairs: how many were ruled on, what was called in vain until the breaker opened, how many calls
    were under way at once; and how many of those that came after the recovery a model has judged."""

    kind: str
    answered: int
    calls: int
    most_at_once: int
    judged_after: int

    @property
    def stood(self) -> bool:
        return (self.answered, self.judged_after) == (PAIRS, AFTER) and self.calls <= MOST_CALLS


def outages() -> list[Outage]:
    return [simulated(_outage(kind, fault)) for kind, fault in KINDS.items()]


async def _outage(kind: str, fault: str) -> Outage:
    provider, numbers = Simulated(_WELL), iter(range(10**6))
    seat = court(provider)
    await _ruled(seat, numbers, BEFORE)
    before = provider.calls
    provider.behaviour = Behaviour({fault: 1.0}, median=0.001)
    answered = [each for each in await _ruled(seat, numbers, PAIRS) if each.provider == PROVIDER and each.reason]
    in_vain = provider.calls - before
    provider.behaviour = _WELL
    await asyncio.sleep(_LATER)
    after = [next(iter(await _ruled(seat, numbers, 1)))]  # the trial: one call, and the others wait for it
    after += await _ruled(seat, numbers, AFTER - 1)
    by_model = sum(each.provider != PROVIDER for each in after)
    return Outage(kind, len(answered), in_vain, provider.most_at_once, by_model)


async def _ruled(seat: Cascade, numbers: Iterator[int], count: int) -> list[Ruling]:
    """By as many callers as the worker has, each with one pair at a time."""
    left, rulings = iter([next(numbers) for _ in range(count)]), list[Ruling]()

    async def call() -> None:
        for number in left:
            rulings.append(await seat.judge(_pair(number), PROMPT))

    await asyncio.gather(*(call() for _ in range(seat.slots)))
    return rulings


def _pair(number: int) -> Question:
    return Question(
        candidate=f"is: data engineer\nskills: Kafka, Python\nyears in all: {number}",
        job="role: data engineer\nrequired skills: Kafka, Python, Spark",
        skills=frozenset({"kafka", "python", "spark"}),
        score=61.0,
        summary="Brings 2 of 3 skills asked for.",
    )
