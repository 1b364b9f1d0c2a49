"""One language model, asked only when it may be: in its turn, with a slot, and not while it is left alone."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rematch_common import metrics
from rematch_common.clock import Monotonic, monotonic
from rematch_common.logs import logger
from rematch_match.domain.breaker import Breaker, State
from rematch_match.domain.prices import Bill, Price, tokens_of
from rematch_match.domain.turns import Turns
from rematch_match.domain.verdicts.plain_words import BadReply
from rematch_match.domain.verdicts.prompts import Message
from rematch_match.ports.models_asked import Task
from rematch_match.ports.providers import Away, Late, Limited, Provider, Refused

log = logger(__name__)
T = TypeVar("T")
_STATES = {"closed": 0, "half-open": 1, "open": 2}
_FAILURES = {BadReply: "unreadable", Limited: "limited", Away: "away", Late: "away", Refused: "refused"}
# Who wants to be left alone for longer is asked again after that all the same: it may be a slip.
_LONGEST_HOLD = 300.0


class Shut(Exception):
    """It was not asked: it is left alone (`open`), or its next turn is too far off (`turn`)."""


def named(error: Exception) -> str:
    """What went wrong, as metrics call it."""
    return str(error) if isinstance(error, Shut) else _FAILURES.get(type(error), "bug")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and numbers that a judgement keeps to."""

    timeout: float = 5.0
    tries: int = 3
    first_pause: float = 0.5
    longest_pause: float = 8.0
    patience: float = 30.0
    """So long a pair waits for a model's turn, or as long as its Retry-After; beyond that the next model is asked."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Time and chance, as arguments."""

    now: Monotonic = monotonic
    wait: Callable[[float], Awaitable[object]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Common:
    """What all models share: `slots` are the calls that may be under way at once, whoever is called."""

    slots: asyncio.Semaphore
    limits: Limits = field(default_factory=Limits)
    pace: Pace = field(default_factory=Pace)


@dataclass(slots=True)
class Visit:
    """One task at one model. `trial`: it is what one that was left alone is tried with, and nobody has heard yet how
    that went. A reply that can't be used doesn't end the trial: `repairs`, the second one, does."""

    trial: bool = False
    repairs: bool = False


class Guard:
    """Makes a call when it may be made, and tells breaker, turns and metrics how it went."""

    def __init__(self, provider: Provider, price: Price, breaker: Breaker, turns: Turns, common: Common) -> None:
        self.provider = provider
        self.labels = (provider.name, provider.model)
        self.common = common
        self.answers: bool | None = None
        """Whether it did when it was asked or looked at last."""
        self._price = price
        self._breaker = breaker
        self._turns = turns
        metrics.JUDGE_BREAKER.labels(*self.labels).set_function(lambda: _STATES[breaker.state])

    @property
    def state(self) -> State:
        """The breaker's; also one whose next turn is too far off is not to be asked now."""
        return "open" if self._turns.far(self.common.limits.patience) else self._breaker.state

    async def ask(self, task: Task[T], bill: Bill, visit: Visit) -> T:
        """One call, and what the task reads in its reply. Raises Shut, Away, Limited, Refused, or what `read` does."""
        await self._turn(visit)
        async with self.common.slots:
            await self._admitted(visit)
            started = self.common.pace.now()
            try:
                said = task.read(await self._reply(task.messages, task.schema, bill))
            except Exception as error:
                self._failed(error, visit)
                raise
            finally:
                metrics.JUDGE_SECONDS.labels(*self.labels).observe(self.common.pace.now() - started)
            self._succeeded()
            return said

    async def _turn(self, visit: Visit) -> None:
        if self._breaker.state == "open" and not visit.trial:
            raise Shut("open")
        wait = self._turns.take(self.common.limits.patience)
        if wait is None:
            raise Shut("turn")
        if wait:
            await self.common.pace.wait(wait)

    async def _admitted(self, visit: Visit) -> None:
        """While the turn was waited for, others may have failed. A trial begins with what costs nothing."""
        if visit.trial:
            return
        trial = self._breaker.state == "half-open"
        if not self._breaker.admits():
            raise Shut("open")
        if trial and await self.look() is not None:
            self._breaker.failed()
            raise Shut("open")
        visit.trial = trial

    async def look(self) -> str | None:
        """What is wrong with the model, by what costs nothing; None: nothing."""
        try:
            async with asyncio.timeout(self.common.limits.timeout):
                found = await self.provider.unwell()
        except TimeoutError:
            found = f"no answer within {self.common.limits.timeout:g} s"
        self.answers = found is None
        return found

    async def _reply(self, messages: Sequence[Message], schema: Mapping[str, Any], bill: Bill) -> str:
        bill.calls += 1
        try:
            async with asyncio.timeout(self.common.limits.timeout):
                completion = await self.provider.complete(messages, schema)
        except TimeoutError:
            self._pay(bill, _read(messages), 0)
            raise Late(f"no answer within {self.common.limits.timeout:g} s") from None
        except (Late, asyncio.CancelledError):  # given up, by its own clock or by whoever has no more time
            self._pay(bill, _read(messages), 0)
            raise
        self._pay(bill, completion.tokens_in, completion.tokens_out)
        return completion.text

    def _pay(self, bill: Bill, tokens_in: int, tokens_out: int) -> None:
        cost = self._price.of(tokens_in, tokens_out)
        bill.add(tokens_in, tokens_out, cost)
        metrics.JUDGE_TOKENS.labels(*self.labels, "in").inc(tokens_in)
        metrics.JUDGE_TOKENS.labels(*self.labels, "out").inc(tokens_out)
        metrics.JUDGE_COST.labels(*self.labels).inc(cost)

    def _succeeded(self) -> None:
        self.answers = True
        metrics.JUDGE_CALLS.labels(*self.labels, "ok").inc()
        if self._breaker.state != "closed":
            log.info("a language model answers again", provider=self.labels[0], model=self.labels[1])
        self._breaker.succeeded()

    def _failed(self, error: Exception, visit: Visit) -> None:
        self.answers = isinstance(error, BadReply)
        metrics.JUDGE_CALLS.labels(*self.labels, named(error)).inc()
        if isinstance(error, BadReply):
            metrics.JUDGE_UNREADABLE.labels(*self.labels, error.complaint).inc()
        if isinstance(error, Limited):
            self._turns.hold(min(error.retry_after or 0.0, _LONGEST_HOLD))
        if visit.trial and isinstance(error, BadReply) and not visit.repairs:
            return
        visit.trial = False
        before = self._breaker.state
        self._breaker.failed()
        if self._breaker.state == "open" and before != "open":
            # Only what is said of the provider: a reply, or a surprise, may quote what was asked.
            said = str(error) if isinstance(error, Away | Refused) else named(error)
            log.warning("a language model is left alone", provider=self.labels[0], model=self.labels[1], because=said)


def _read(messages: Sequence[Message]) -> int:
    """About the tokens of a question, which nobody has counted: who didn't answer in time bills them all the same."""
    return tokens_of(sum(len(message["content"]) for message in messages))
