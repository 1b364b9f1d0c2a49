"""What is kept about verdicts: which pairs want one, what was said of them, and what a tenant's day has cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.given import Given, Judgement

Nothing = Literal["top", "budget", "off", "gone"]
"""Why a pair gets no verdict: not among the candidate's best, the budget of the day is spent, the tenant wants none any
more, the match isn't in force any more."""


@dataclass(frozen=True, slots=True)
class Want:
    """A pair that wants a verdict. `turn`: of how many times that it was wanted this is the last."""

    key: PairKey
    turn: int
    score: float
    wanted_at: datetime


@dataclass(frozen=True, slots=True)
class Cost:
    """What a ruling took: tries in vain included."""

    calls: int = 0
    money: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant may spend in a day; None: without limit."""

    calls: int | None = None
    money: float | None = None


class Wants(Protocol):
    """Pairs that wait for a verdict, each once. All methods raise DependencyAway."""

    async def claim(self, people: int, at: datetime) -> list[Want]:
        """All that so many people wait for, the tenants in turn; nobody else is given them for a minute."""
        ...

    async def keep(self, wants: Sequence[Want], at: datetime) -> None:
        """For another minute."""
        ...

    async def given(self, wants: Mapping[Want, Given], at: datetime) -> Sequence[Want]:
        """Those whose pair has been told so, or isn't in force any more, have ended, and come back. The others wait
        on: they were wanted once more meanwhile, or another question is theirs by now."""
        ...

    async def put_off(self, wants: Mapping[Want, datetime], most: int, at: datetime) -> Sequence[Want]:
        """Those whose pair has been told so, by the factors, wait for a model: they are asked about again from then on.
        Of a tenant at most so many, the best of these first. Back come those that have ended instead, as in `given`."""
        ...

    async def claim_again(self, people: int, at: datetime) -> list[Want]:
        """All that so many people have put off and whose time has come, as `claim`; longest ago first."""
        ...

    async def put_off_now(self) -> int:
        """How many are."""
        ...

    async def give_up(self, before: datetime) -> int:
        """Of what was wanted before and put off the factors' word stays; how many those are."""
        ...

    async def none(self, wants: Sequence[Want], why: Nothing, at: datetime) -> Sequence[Want]:
        """They have ended without one, unless they were wanted once more meanwhile; those come back that have."""
        ...

    async def waiting(self) -> int: ...

    async def prune(self, before: datetime) -> None:
        """Forget what ended before, and what was spent then."""
        ...


class Rulings(Protocol):
    """What was said, for good; it goes with the person. All methods raise DependencyAway."""

    async def pairs(self, keys: Sequence[PairKey]) -> list[tuple[JobFacts, CandidateFacts]]:
        """Those of them that are in force, both sides whole."""
        ...

    async def said(self, tenant: str, questions: Sequence[tuple[str, str]], by: Sequence[str]) -> Sequence[Judgement]:
        """What one of these models (provider/model) has said of these questions (hashes of candidate and job) in
        the tenant, of whatever pair and under whatever prompt."""
        ...

    async def note(self, given: Mapping[PairKey, Given], cost: Cost, at: datetime) -> None:
        """Keep what was said of pairs with the same question; nothing of somebody who has been forgotten meanwhile."""
        ...


class Budget(Protocol):
    """What each tenant spends in a day. All methods raise DependencyAway."""

    async def reserve(self, tenant: str, day: date, limits: Limits, cost: Cost) -> bool:
        """Whether that still fits into the day's limits; then it is spent, for all replicas together."""
        ...

    async def correct(self, tenant: str, day: date, reserved: Cost, spent: Cost) -> None: ...

    async def tell_spent(self, tenant: str, at: datetime) -> bool:
        """Raise the alert that the day's budget is spent; False where it was raised before."""
        ...

    async def spent(self, day: date) -> Mapping[str, Cost]:
        """By tenant, of all tenants."""
        ...
