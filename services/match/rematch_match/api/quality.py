"""How good matches are, by what people did with those that they were shown."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.routes import group
from rematch_match.domain.experiments.intervals import Interval
from rematch_match.domain.quality.figures import FEWEST, Figure, Figures
from rematch_match.domain.quality.report import Window
from rematch_match.domain.quality.traces import By
from rematch_match.handlers.quality import Quality

Admin = Annotated[Principal, Depends(requires("tenant:admin"))]
Days = Annotated[Window, Query(description="matches that were first shown in these days")]
Groups = Annotated[By, Query(description="family: the opening's occupation, where that is known")]


def routes(quality: Quality) -> APIRouter:
    api = group("quality")

    @api.get("/v1/quality", summary="How good matches are, by what people did with them")
    async def report(admin: Admin, window: Days = "30d", by: Groups = "profile") -> dict[str, Any]:
        """Of the key's tenant's people; with the scope `admin` of everybody's. Each measure is a mean over people with
        an interval of 95 %, and null where they are fewer than `fewest`."""
        tenant = None if admin.may("admin") else admin.tenant_id
        found = await quality.report(tenant, window, by)
        return {
            "tenant_id": tenant,
            "window": window,
            "since": found.since,
            "by": by,
            "fewest": FEWEST,
            "cut_off": found.cut_off,
            "overall": _figures(found.overall),
            "groups": [{"name": name, **_figures(figures)} for name, figures in found.groups.items()],
        }

    return api


def _figures(found: Figures) -> dict[str, Any]:
    return {
        "people": found.people,
        "matches": found.matches,
        "measures": {name: _figure("people", figure) for name, figure in found.measures.items()},
        "days_to_hire": _figure("hires", found.days_to_hire),
    }


def _figure(of: str, figure: Figure) -> dict[str, Any]:
    reading = "too few" if figure.interval is None else "measured"
    return {of: figure.count, "reading": reading, **_bounds(figure.interval)}


def _bounds(interval: Interval | None) -> dict[str, float | None]:
    if interval is None:
        return {"value": None, "low": None, "high": None}
    return {"value": round(interval.value, 6), "low": round(interval.low, 6), "high": round(interval.high, 6)}
