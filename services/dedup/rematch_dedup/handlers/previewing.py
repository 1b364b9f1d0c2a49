"""What would be decided about a posting, were it to come now. Nothing is stored, and nobody waits for a turn."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from rematch_common.clock import Now
from rematch_common.contracts import RawJob
from rematch_dedup.domain.decision import Rules, ad_key, decide, raw_id
from rematch_dedup.domain.facts import understand
from rematch_dedup.domain.types import Decision, Sighting
from rematch_dedup.ports import Catalogue, Told


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The decision as it would be; the opening as it is now that the ad would be one more of; and the openings that
    the ad would show to be the same as that one."""

    decision: Decision
    opening: Told | None
    merged: tuple[UUID, ...]


class Foresee:
    """See the module."""

    def __init__(self, catalogue: Catalogue, now: Now, rules: Rules) -> None:
        self._catalogue = catalogue
        self._now = now
        self._rules = rules

    async def __call__(self, raw: RawJob) -> Foreseen:
        facts = await asyncio.to_thread(understand, raw)
        sighting = Sighting(raw_id("preview", 0), ad_key(raw), raw, facts, self._now())
        # What is known is this call's own: that a decision changes it changes nothing for anybody.
        known = await self._catalogue.like(sighting)
        before = set(known.openings)
        decision = await asyncio.to_thread(decide, sighting, known, self._rules)
        merged = tuple(
            c.opening.job_id for c in decision.changes if c.opening.merged_into and c.opening.job_id in before
        )
        known_before = decision.ad.job_id in before
        opening = await self._catalogue.opening(decision.ad.job_id) if known_before else None
        return Foreseen(decision, opening, merged)
