"""Wires what gives pairs their verdicts, beside the matching."""

from dataclasses import dataclass
from datetime import timedelta

from rematch_common.bulk import Quiet
from rematch_common.clock import monotonic, utc_now
from rematch_common.contracts import ALERTS
from rematch_common.database import Database
from rematch_common.health import Pulse
from rematch_common.periodic import every
from rematch_common.service import Step
from rematch_common.wiring import Worker
from rematch_match.adapters.postgres_budget import PostgresBudget
from rematch_match.adapters.postgres_experiments import PostgresExperiments
from rematch_match.adapters.postgres_rulings import PostgresRulings
from rematch_match.adapters.postgres_wants import PostgresWants
from rematch_match.domain.terms import OFF, VerdictTerms
from rematch_match.domain.verdicts.given import Judgement
from rematch_match.domain.verdicts.putting_off import PuttingOff
from rematch_match.domain.verdicts.recent import Recent
from rematch_match.handlers.after_you import GiveWay
from rematch_match.handlers.asking import Bench, Key
from rematch_match.handlers.experimenting import Declare
from rematch_match.handlers.giving import GiveVerdicts
from rematch_match.handlers.sweep import Settle
from rematch_match.handlers.tidying import Tidy
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.court import Court
from rematch_match.settings import VerdictSettings

_REMEMBERED, _SECONDS = 10_000, 300.0
# Seconds that a step waits for while postings keep coming.
_PATIENCE = 2.0
# Connections of its own, so that no posting waits for one while many pairs are judged.
_CONNECTIONS = 2
# Seconds between two counts of what waits and what is left.
_TIDYING = 15.0


def verdict_terms(settings: VerdictSettings) -> VerdictTerms:
    """The deployment's."""
    if not settings.judges:
        return OFF
    return VerdictTerms(
        on=settings.verdicts,
        top=settings.verdict_top,
        ceiling=settings.verdict_ceiling,
        weight=settings.verdict_weight,
        calls_a_day=settings.verdict_calls_per_day,
        money_a_day=settings.verdict_usd_per_day,
        prompt=settings.verdict_prompt,
        possible=True,
        experiment=settings.declared,
    )


def putting_off(settings: VerdictSettings) -> PuttingOff:
    return PuttingOff(timedelta(hours=settings.verdict_wait_hours), settings.verdict_put_off)


@dataclass(frozen=True, slots=True)
class Matching:
    """What verdicts come beside: how a pair is settled, and whether something fresh is at hand."""

    prevailing: Prevailing
    settle: Settle
    fresh: Pulse


def give_verdicts(worker: Worker, settings: VerdictSettings, court: Court, matching: Matching) -> None:
    """Where the deployment has a judge that may be asked."""
    if not verdict_terms(settings).possible:
        return
    database = Database(settings.as_service, worker.name, _CONNECTIONS)
    worker.with_resource(database)
    if settings.declared is not None:  # all resources start before anybody is matched
        worker.with_resource(Step(Declare(settings.declared, PostgresExperiments(database), utc_now)))
    worker.writes(ALERTS)
    wants, budget = PostgresWants(database), PostgresBudget(database)
    recent, later = Recent[Key, Judgement](_REMEMBERED, _SECONDS, monotonic), putting_off(settings)
    bench = Bench(court, wants, PostgresRulings(database), budget, recent, later)
    prevailing, way = matching.prevailing, GiveWay(Quiet(matching.fresh), _PATIENCE, monotonic)
    worker.in_background(
        every(settings.verdicts_every, GiveVerdicts(bench, prevailing, matching.settle, way, utc_now)),
        every(_TIDYING, Tidy(bench, prevailing, utc_now)),
    )
