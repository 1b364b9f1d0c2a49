"""Learn from what a tenant's people made of their matches; and take back what was learned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from rematch_common.clock import Now
from rematch_match.domain.learned.examples import MOST_OF_ONE, Examples, examples_of
from rematch_match.domain.learned.switching import Switch, Why, before_that, in_force, taken_back_at
from rematch_match.domain.learned.training import Taught, Trees, teach
from rematch_match.domain.profiles.learned import LEARNED
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.terms import Terms
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.learning import Lessons, Models

REMEMBERED = timedelta(days=180)
Outcome = Literal["promoted", "refused", "unchanged", "overtaken"]


@dataclass(frozen=True, slots=True)
class Learnt:
    """`number`: None where nothing was kept."""

    outcome: Outcome
    taught: Taught
    number: int | None = None


@dataclass(frozen=True, slots=True)
class RolledBack:
    """From a model to the one before it; None: to the profile alone."""

    number: int
    to: int | None


class Learn:
    """Of each tenant's own people alone: what others' say can't move it."""

    def __init__(self, lessons: Lessons, models: Models, trees: Trees, now: Now) -> None:
        self._lessons = lessons
        self._models = models
        self._trees = trees
        self._now = now

    async def __call__(self, tenant: str, terms: Terms, *, dry_run: bool, again: bool = False) -> Learnt:
        """`terms`: the tenant's. Of the same data no second model is made, and none in the place of one that was taken
        back, unless it is wanted `again`."""
        shelf = await self._models.shelf(tenant)
        examples = await self._examples(tenant, terms)
        if not again and shelf.models and shelf.models[0].card.data.digest == examples.digest():
            return Learnt("unchanged", Taught(shelf.models[0].card))
        taught = teach(examples, terms.learned, self._trees)
        if not again:
            taught = taught.judged_since(taken_back_at(shelf.switches))
        outcome: Outcome = "promoted" if taught.passed else "refused"
        if dry_run:
            return Learnt(outcome, taught)
        number = await self._models.keep(tenant, taught, self._now(), in_force(shelf.switches))
        return Learnt(outcome if number is not None else "overtaken", taught, number)

    async def _examples(self, tenant: str, terms: Terms) -> Examples:
        weights, parts = weights_of(LEARNED, terms.weights), [examples_of([], weights_of(LEARNED, {}))]
        async for lessons in self._lessons.of(tenant, self._now() - REMEMBERED, MOST_OF_ONE):
            parts.append(examples_of(lessons, weights))
        return Examples.joined(parts).bounded()


async def learners(prevailing: Prevailing) -> list[str]:
    """Those who are matched by what was learned."""
    now = await prevailing.now()
    return sorted(tenant for tenant, terms in now.own.items() if terms.profile == LEARNED.name and terms.active)


async def roll_back(models: Models, tenant: str, why: Why, now: Now) -> RolledBack | None:
    """None where no model is in force. Another may be promoted at that moment: then that one is taken back."""
    while in_force(switches := (await models.shelf(tenant)).switches) is not None:
        if (back := await back_from(models, tenant, switches, why, now())) is not None:
            return back
    return None


async def back_from(
    models: Models, tenant: str, switches: Sequence[Switch], why: Why, at: datetime
) -> RolledBack | None:
    """From what these switches led to, and only if it is in force still."""
    number, to = in_force(switches), before_that(switches)
    if number is None or not await models.switch(tenant, Switch(to, why, at), number):
        return None
    return RolledBack(number, to)
