"""Take in what somebody has said of two ads, and what it changes."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from rematch_common.clock import Now
from rematch_dedup.domain.decision import Rules
from rematch_dedup.domain.known import Verdict
from rematch_dedup.domain.types import AdKey, Change, Effect, Opening
from rematch_dedup.domain.verdicts import carry_out
from rematch_dedup.handlers.events import Origin, job_events
from rematch_dedup.ports import Openings, Ruling


@dataclass(frozen=True, slots=True)
class Ruled:
    """Where the two ads are now, and the openings that have become different: none, when it was so already."""

    openings: tuple[UUID, UUID]
    changes: tuple[Change, ...]
    moved: tuple[AdKey, ...]


class UnknownAd(Exception):
    """There is no such ad, so nothing can be said of it."""

    def __init__(self, ad: AdKey) -> None:
        super().__init__(f"no ad {ad[1]} of {ad[0]} is known")
        self.ad = ad


class TakeVerdict:
    """Its events go through the outbox. The same verdict twice changes nothing."""

    def __init__(self, openings: Openings, now: Now, rules: Rules) -> None:
        self._openings = openings
        self._now = now
        self._rules = rules

    async def __call__(self, pair: tuple[AdKey, AdKey], verdict: Verdict, said_by: str) -> Ruled:
        """Raises UnknownAd. The two are different ads."""
        one, other = pair
        async with self._openings.session() as session:
            known = await session.around(pair, whole=True)
            for ad in pair:
                if ad not in known.ads:
                    raise UnknownAd(ad)
            now = self._now()
            await session.rule(Ruling(one, other, verdict, said_by, now))
            before, was = dict(known.openings), {ad.key: ad.job_id for ad in known.ads.values()}
            effect = await asyncio.to_thread(carry_out, one, other, verdict, known, self._rules.limits)
            if effect.ads:
                await session.store([effect], list(job_events(effect.changes, known, Origin(None, now))))
        here = known.ads[one].job_id, known.ads[other].job_id
        return Ruled(here, tuple(_different(effect, before)), tuple(_moved(effect, was)))


def _moved(effect: Effect, was: Mapping[AdKey, UUID]) -> Sequence[AdKey]:
    return [ad.key for ad in effect.ads if ad.job_id != was[ad.key]]


def _different(effect: Effect, before: Mapping[UUID, Opening]) -> Sequence[Change]:
    return [change for change in effect.changes if before.get(change.opening.job_id) != change.opening]
