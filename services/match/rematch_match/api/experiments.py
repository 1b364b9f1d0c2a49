"""Experiments, and what came of their arms."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.routes import group, known
from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.declaring import Name, written
from rematch_match.domain.experiments.intervals import Interval
from rematch_match.domain.experiments.outcomes import FEWEST, OUTCOMES, Count, Report
from rematch_match.handlers.experimenting import Trials

Admin = Annotated[Principal, Depends(requires("tenant:admin"))]


def routes(trials: Trials) -> APIRouter:
    api = group("experiments")

    @api.get("/v1/experiments", summary="Experiments with verdicts, the last one first")
    async def experiments(_: Admin) -> dict[str, Any]:
        return {"experiments": [_told(one.experiment, trials) for one in await trials.all()]}

    @api.get("/v1/experiments/{name}", summary="What came of each arm of an experiment")
    async def experiment(name: Name, admin: Admin) -> dict[str, Any]:
        """Of the key's tenant's people; with the scope `admin` of everybody's. Shares and intervals (95 %) are of
        people, `pairs` of their matches."""
        tenant = None if admin.may("admin") else admin.tenant_id
        found: Report = known(await trials.report(name, tenant), f"no experiment {name}")
        return {**_told(found.experiment, trials), "tenant_id": tenant, **_results(found)}

    return api


def _told(experiment: Experiment, trials: Trials) -> dict[str, Any]:
    return {**written(experiment), "running": trials.runs(experiment)}


def _results(found: Report) -> dict[str, Any]:
    differences = [
        {"outcome": one.outcome, "arm": one.arm, "reading": one.reading, **_interval("difference", one.interval)}
        for one in found.differences
    ]
    return {
        "compared_with": found.experiment.arms[0].name,
        "results": [_of_arm(found, arm.name) for arm in found.experiment.arms],
        "differences": differences,
        "fewest_persons": FEWEST,
        "notes": list(found.notes),
    }


def _of_arm(found: Report, arm: str) -> dict[str, Any]:
    seen = found.seen[arm]
    outcomes = {
        outcome: {
            **_count(seen.outcomes.get(outcome, Count())),
            **_interval("share", found.shares[arm, outcome]),
        }
        for outcome in OUTCOMES
    }
    return {"arm": arm, "shown": _count(seen.shown), "outcomes": outcomes}


def _count(count: Count) -> dict[str, int]:
    return {"persons": count.persons, "pairs": count.pairs}


def _interval(what: str, interval: Interval) -> dict[str, float]:
    return {what: round(interval.value, 6), "low": round(interval.low, 6), "high": round(interval.high, 6)}
