"""The stand-in without its sockets: the same judge, faults and delays, waited for in simulated time."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.hybrid_time import now
from rematch_devstack.standin.faults import Behaviour
from rematch_devstack.standin.judge import digest_of, opinion_of
from rematch_devstack.standin.replies import reply_of
from rematch_match.domain.verdicts.outermost import Unreadable, outermost_object
from rematch_match.domain.verdicts.prompts import Message
from rematch_match.handlers.guarding import Pace
from rematch_match.handlers.judging import Cascade
from rematch_match.judging import court_of
from rematch_match.ports.providers import Away, Completion, Limited
from rematch_match.settings import JudgeSettings

# Published: 1,840 ms on the average for a pure LLM, and 78.3 % of its replies are JSON as they are.
MEAN_SECONDS, RAW_PARSED = 1.84, 0.783
# Not published, and so ours: how the rest is broken, what else is wrong, and how far the delays spread.
_UNPARSED = {"prose": 0.70, "half": 0.18, "garbage": 0.12}
_UNBELIEVED = {"range": 0.01, "unknown": 0.01, "leak": 0.005}
_NO_REPLY = {"limited": 0.01, "error": 0.01, "cut": 0.005}
_P95_BY_MEDIAN, _MEAN_BY_MEDIAN = 2.0, 1.0928
_REPAIR = 3
_CHARACTERS_A_TOKEN = 4


def as_published(seed: int = 0) -> Behaviour:
    """Of a lognormal distribution with that mean; one call in 200 is beyond the time-out."""
    replies = 1 - sum(_NO_REPLY.values())
    rates = {kind: share * (1 - RAW_PARSED) * replies for kind, share in _UNPARSED.items()}
    median = MEAN_SECONDS / _MEAN_BY_MEDIAN
    return Behaviour(rates | _UNBELIEVED | _NO_REPLY, median, median * _P95_BY_MEDIAN, retry_after=2.0, seed=seed)


@dataclass(slots=True)
class Replies:
    """What came back for a first question, and how many pairs had to be asked to mend theirs."""

    first: int = 0
    raw: int = 0
    """JSON objects as they are."""
    cut: int = 0
    """A JSON object once what stands around it is cut off."""
    repairs: set[str] = field(default_factory=set)

    def seen(self, text: str) -> None:
        self.first += 1
        self.raw += _is_object(text)
        try:
            outermost_object(text)
            self.cut += 1
        except Unreadable:
            pass


class Simulated:
    """See rematch_match.ports.providers.Provider."""

    name, model = "openai", "gpt-4o-mini"

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.replies = Replies()
        self.calls = 0
        self.lists = 0
        self.under_way = 0
        self.most_at_once = 0
        self._asked: Counter[str] = Counter()

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> Completion:  # noqa: ARG002
        self.calls += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            return await self._answer([{"role": m["role"], "content": m["content"]} for m in messages])
        finally:
            self.under_way -= 1

    async def _answer(self, messages: Sequence[Mapping[str, str]]) -> Completion:
        digest = digest_of(messages)
        self._asked[digest] += 1
        call = f"{digest} {self._asked[digest]}"
        fault = self.behaviour.fault(call)
        if fault == "hang":
            await asyncio.sleep(86_400)
        await asyncio.sleep(self.behaviour.seconds(call))
        if fault in ("error", "cut"):
            raise Away(fault)
        if fault == "limited":
            raise Limited(fault, self.behaviour.retry_after)
        text = reply_of(opinion_of(messages, self.behaviour.seed), messages, fault)
        if len(messages) > _REPAIR:
            self.replies.repairs.add(digest)
        else:
            self.replies.seen(text)
        return Completion(text, _tokens(sum(len(each["content"]) for each in messages)), _tokens(len(text)))

    async def unwell(self) -> str | None:
        self.lists += 1
        return "it fails" if {"error", "hang"} & self.behaviour.rates.keys() else None

    async def close(self) -> None:
        return None


def court(provider: Simulated, **settings: Any) -> Cascade:
    """As a deployment has it that sets nothing; its waiting is simulated."""
    return court_of([provider], JudgeSettings(**settings), Pace(now, asyncio.sleep, Random(1).random))


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _tokens(characters: int) -> int:
    return -(-characters // _CHARACTERS_A_TOKEN)
