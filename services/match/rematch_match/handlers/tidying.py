"""Say how many pairs wait for verdicts and what is left of the day's budgets, and forget what ended long ago."""

from collections.abc import Iterable
from datetime import timedelta

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_match.handlers.asking import Bench
from rematch_match.ports.circumstances import Prevailing

KEPT = timedelta(days=30)


class Tidy:
    def __init__(self, bench: Bench, prevailing: Prevailing, now: Now) -> None:
        self._wants = bench.wants
        self._budget = bench.budget
        self._longest = bench.putting_off.longest
        self._prevailing = prevailing
        self._now = now

    async def __call__(self) -> None:
        now, under = self._now(), await self._prevailing.now()
        metrics.VERDICT_WANTS.labels("deterministic").inc(await self._wants.give_up(now - self._longest))
        metrics.VERDICTS_WAITING.set(await self._wants.waiting())
        metrics.VERDICTS_PUT_OFF.set(await self._wants.put_off_now())
        spent = await self._budget.spent(now.date())
        terms = {tenant: under.terms(tenant).verdicts for tenant in spent}
        on = {tenant: cost for tenant, cost in spent.items() if terms[tenant].on}
        _tell_left("calls", [(terms[tenant].calls_a_day, cost.calls) for tenant, cost in on.items()])
        _tell_left("usd", [(terms[tenant].money_a_day, cost.money) for tenant, cost in on.items()])
        await self._wants.prune(now - KEPT)


def _tell_left(unit: str, budgets: Iterable[tuple[float | None, float]]) -> None:
    """Of all that are limited; where none is there is nothing to tell, which isn't 0."""
    left = [max(0.0, most - spent) for most, spent in budgets if most is not None]
    if left:
        metrics.VERDICT_BUDGET_LEFT.labels(unit).set(sum(left))
    else:
        metrics.VERDICT_BUDGET_LEFT.remove(unit)
