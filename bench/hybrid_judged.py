"""Pairs put before the judges, posting by posting: what was ruled, when, and what it took."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.harness import console
from bench.hybrid_provider import Replies, Simulated, as_published, court
from bench.hybrid_time import now, simulated
from rematch_match.domain.verdicts.deterministic import PROVIDER
from rematch_match.domain.verdicts.plain_words import BadReply
from rematch_match.domain.verdicts.prompts import DEFAULT_PROMPT, PROMPTS
from rematch_match.domain.verdicts.question import Question
from rematch_match.domain.verdicts.replies import read_reply
from rematch_match.handlers.judging import Cascade
from rematch_match.ports.court import Ruling

Place = tuple[int, int]
"""Row and column: an opening and a person."""
PROMPT = PROMPTS[DEFAULT_PROMPT]


@dataclass(frozen=True, slots=True)
class Asked:
    """A pair that was put before the judges: `seconds` after its posting came."""

    question: Question
    ruling: Ruling
    seconds: float

    @property
    def by_model(self) -> bool:
        return self.ruling.provider != PROVIDER

    @property
    def valid(self) -> bool:
        """Whether its words and number stand the test that a reply has to stand."""
        said = {"score": self.ruling.score, "reason": self.ruling.reason, "skills": []}
        try:
            read_reply(json.dumps(said), self.question, PROMPT)
        except BadReply:
            return False
        return True


@dataclass(slots=True)
class Judged:
    asked: dict[Place, Asked] = field(default_factory=dict)
    replies: Replies = field(default_factory=Replies)

    @property
    def calls(self) -> int:
        return sum(each.ruling.calls for each in self.asked.values())

    @property
    def cost(self) -> float:
        return sum(each.ruling.cost for each in self.asked.values())

    @property
    def by_model(self) -> int:
        return sum(each.by_model for each in self.asked.values())

    @property
    def valid(self) -> int:
        return sum(each.valid for each in self.asked.values())

    def seconds(self) -> list[float]:
        return [each.seconds for each in self.asked.values()]


def judged(questions: Mapping[int, Sequence[tuple[Place, Question]]]) -> Judged:
    """By posting, each of which comes when the one before is done with: nobody waits behind another posting."""
    provider = Simulated(as_published())
    return simulated(_all(questions, provider))


async def _all(questions: Mapping[int, Sequence[tuple[Place, Question]]], provider: Simulated) -> Judged:
    seat = court(provider)
    found = Judged(replies=provider.replies)
    for number, (_, pairs) in enumerate(questions.items(), 1):
        found.asked |= await _posting(seat, pairs)
        if number % 8 == 0:
            console.print(f"  {number} postings judged: {found.calls:,} calls, {now() / 3600:.1f} simulated hours")
    return found


async def _posting(seat: Cascade, pairs: Sequence[tuple[Place, Question]]) -> dict[Place, Asked]:
    """In their order, no more at once than the judges can take."""
    began, slots = now(), asyncio.Semaphore(seat.slots)
    found: dict[Place, Asked] = {}

    async def one(place: Place, question: Question) -> None:
        async with slots:
            ruling = await seat.judge(question, PROMPT)
        found[place] = Asked(question, ruling, now() - began)

    await asyncio.gather(*(one(place, question) for place, question in pairs))
    return found
