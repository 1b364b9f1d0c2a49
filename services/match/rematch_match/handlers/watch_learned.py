"""Watch how people are served since a model is in force, and take it back where they are served worse."""

from collections.abc import Sequence
from datetime import timedelta

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.logs import logger
from rematch_match.domain.learned.switching import Switch, in_force
from rematch_match.domain.learned.watching import Live, Watch
from rematch_match.domain.profiles.learned import LEARNED
from rematch_match.handlers.learn import back_from
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.history import Asked, History
from rematch_match.ports.learning import Models

log = logger(__name__)
LONGEST = timedelta(days=30)


class WatchLearned:
    """`most`: people of a tenant whom it reads."""

    def __init__(self, history: History, models: Models, prevailing: Prevailing, most: int, now: Now) -> None:
        self._history = history
        self._prevailing = prevailing
        self._models = models
        self._most = most
        self._now = now

    async def __call__(self) -> list[str]:
        """The tenants whose model was taken back. Who has chosen another profile isn't served by theirs."""
        known, now = await self._models.tenants(), await self._prevailing.now()
        tenants = [tenant for tenant in known if now.terms(tenant).profile == LEARNED.name]
        taken_back = [tenant for tenant in tenants if await self._taken_back(tenant)]
        scored = [tenant for tenant in tenants if in_force(await self._switches(tenant)) is not None]
        metrics.LEARNED.labels("in_force").set(len(scored))
        metrics.LEARNED.labels("not_in_force").set(len(known) - len(scored))
        return taken_back

    async def _taken_back(self, tenant: str) -> bool:
        switches = await self._switches(tenant)
        if in_force(switches) is None:
            return False
        live = await self._live(tenant, switches[-1])
        if not live.dropped:
            return False
        if await back_from(self._models, tenant, switches, "quality_dropped", self._now()) is None:
            return False  # it has been taken back meanwhile, or another has been promoted
        log.error("a learned model served people worse, and was taken back", tenant=tenant, **_told(live))
        metrics.TAKEN_BACK.inc()
        return True

    async def _switches(self, tenant: str) -> Sequence[Switch]:
        return (await self._models.shelf(tenant)).switches

    async def _live(self, tenant: str, last: Switch) -> Live:
        since = last.at - min(self._now() - last.at, LONGEST)
        watch = Watch(since, last.at)
        async for traces in self._history.traces(Asked(tenant, since), self._most):
            watch.add(traces)
        return watch.found()


def _told(live: Live) -> dict[str, float]:
    assert live.before is not None and live.after is not None
    return {"before": round(live.before.value, 4), "after": round(live.after.value, 4)}
