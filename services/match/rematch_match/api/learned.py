"""What was learned of a tenant's people."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.routes import group
from rematch_match.handlers.learned_status import LearnedStatus

Admin = Annotated[Principal, Depends(requires("tenant:admin"))]


def routes(status: LearnedStatus) -> APIRouter:
    api = group("learned")

    @api.get("/v1/learned", summary="What was learned of the tenant's people, and whether it scores")
    async def learned(admin: Admin) -> dict[str, Any]:
        """Each model with what it was made of and how the gate judged it; which is `in_force` and since when; and
        whether pairs are scored by it (`used`): not under another profile, nor by an installation without LightGBM."""
        return await status(admin.tenant_id)

    return api
