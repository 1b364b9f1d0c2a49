"""Take what people say of matches, and their applications."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

from rematch_common.clock import Now
from rematch_common.contracts import MatchFeedback
from rematch_match.domain.applying import Actor, Application, Stage, Via, astray, stages_after, told_of
from rematch_match.domain.pairs import Occasion, PairKey
from rematch_match.domain.scoring import Scorer
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.register import Applications, Reactions

Drain = Callable[[], Awaitable[None]]
"""Sends what was written; where that can't be done now, it is sent later and nobody waits."""


@dataclass(frozen=True, slots=True)
class React:
    """Write first, in one transaction with what is told of it; then send it."""

    reactions: Reactions
    applications: Applications
    prevailing: Prevailing
    drain: Drain
    now: Now

    async def feedback(self, feedback: MatchFeedback) -> bool:
        """False where the person or the opening is not known."""
        known = await self.reactions.say(feedback, await self._occasion())
        await self.drain()
        return known

    async def apply(self, key: PairKey, via: Via, actor: Actor) -> tuple[Application, bool] | None:
        """The application, and whether it is new; None where the person or the opening is not known.

        Raises NotAsThingsStand where the opening is closed, and they had not applied before.
        """
        application = Application.of(key, via, self.now())
        feedback = told_of(application, actor)
        assert feedback is not None  # that somebody applied is always told
        stored = await self.applications.add(application, feedback, await self._occasion())
        await self.drain()
        return None if stored is None else (stored, stored == application)

    async def advance(self, tenant: str, application_id: UUID, stage: Stage, actor: Actor) -> Application | None:
        """None where there is no such application. Raises NotAsThingsStand where it can't go there."""
        before = await self.applications.one(tenant, application_id)
        if before is None or before.stage == stage:
            return before
        if stage not in stages_after(before.stage):
            raise astray(before, stage)
        after = replace(before, stage=stage, changed_at=max(self.now(), before.changed_at))
        stored = await self.applications.change(after, told_of(after, actor), await self._occasion())
        await self.drain()
        if stored is not None and stored.stage != stage:  # it went elsewhere meanwhile
            raise astray(stored, stage)
        return stored

    async def _occasion(self) -> Occasion:
        """A no withdraws a match, and second thoughts score it anew."""
        prevailing, now = await self.prevailing.now(), self.now()
        return Occasion(now, Scorer(prevailing.rarity, prevailing.terms, now), because="feedback")
