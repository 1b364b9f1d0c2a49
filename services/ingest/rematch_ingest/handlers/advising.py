"""Ask a language model which category a role belongs to that no keyword knows."""

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_ingest.domain.advising import question, read_advice
from rematch_ingest.ports.advice import Adviser, Unadvised
from rematch_ingest.ports.categories import Categories

log = logger(__name__)
# Each role is asked about once; so many at a look bound what a flood of roles costs.
_AT_ONCE = 20


class Advise:
    """Two replicas may ask the same at once: it costs one call, and the first answer stays."""

    def __init__(self, categories: Categories, roles: Unadvised, adviser: Adviser, now: Now) -> None:
        self._categories = categories
        self._roles = roles
        self._adviser = adviser
        self._now = now

    async def __call__(self) -> None:
        for made in await self._roles.unadvised(_AT_ONCE):
            known = await self._categories.all()
            try:
                reply = await self._adviser.said(question(made, known))
            except DependencyAway as away:  # it is asked again at the next look; roles keep their own category
                metrics.CATEGORY_ADVICE.labels("away").inc()
                log.info("no advice on categories", dependency=away.dependency, reason=str(away))
                return
            chosen = read_advice(reply, made, known)
            await self._roles.advised(made, chosen, self._now())
            outcome = "kept" if chosen is None else "new" if chosen.slug not in {one.slug for one in known} else "known"
            metrics.CATEGORY_ADVICE.labels(outcome).inc()
