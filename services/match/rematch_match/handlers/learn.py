"""Learn from what a tenant's people made of their matches; and take back what was learned."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from rematch_common.clock import Now
from rematch_match.domain.learned.examples import MOST_OF_ONE, Examples, examples_of
from rematch_match.domain.learned.switching import Why, before_that, in_force
from rematch_match.domain.learned.training import Taught, Trees, teach
from rematch_match.domain.profiles.learned import LEARNED
from rematch_match.domain.sheets import weights_of
from rematch_match.domain.terms import Terms
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.learning import Lessons, Models

REMEMBERED = timedelta(days=180)
Outcome = Literal["promoted", "refused", "unchanged"]


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

    async def __call__(self, tenant: str, terms: Terms, *, dry_run: bool) -> Learnt:
        """`terms`: the tenant's. Of the same data no second model is made."""
        examples, shelf = await self._examples(tenant, terms), await self._models.shelf(tenant)
        if shelf.models and shelf.models[0].card.data.digest == examples.digest():
            return Learnt("unchanged", Taught(shelf.models[0].card))
        taught = teach(examples, terms.learned, self._trees)
        outcome: Outcome = "promoted" if taught.passed else "refused"
        if dry_run:
            return Learnt(outcome, taught)
        return Learnt(outcome, taught, await self._models.keep(tenant, taught, self._now()))

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
    """None where no model is in force."""
    switches = (await models.shelf(tenant)).switches
    number = in_force(switches)
    if number is None:
        return None
    to = before_that(switches)
    await models.switch(tenant, to, why, now())
    return RolledBack(number, to)
