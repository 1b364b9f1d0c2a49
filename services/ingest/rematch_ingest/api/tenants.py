"""What tenants choose: all of them for administrators of the deployment, one's own for its administrator."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from rematch_common.clock import Now
from rematch_common.contracts.fields import Id
from rematch_common.routes import Limit, group, known
from rematch_ingest.api.common import NOT_EVERYWHERE, TOLD_LATER, Admin, TenantAdmin, object_of
from rematch_ingest.domain.tenants import Tenant, view_of
from rematch_ingest.ports.tenants import Exists, HasPeople, Tenants, TopicTaken

# The longest settings that the contract allows, own skills and all, are well below it.
LARGEST = 4 * 1024 * 1024
Given = Mapping[str, Any]
After = Annotated[Id | None, Query(description="the `next` of the page before")]
_CHANGE = "Change what is named; null leaves a choice to the deployment"
_OBJECT = {"type": "object"}


def _body(**example: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": _OBJECT, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


_NEW = _body(tenant_id="acme", name="Acme", min_score=60, retention_days=365)
_CHOSEN = _body(min_score=60, blocked_companies=["Rival Staffing"], salary_floor=None)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the routes of tenants call."""

    store: Tenants
    create: Callable[[Given], Awaitable[Tenant]]
    change: Callable[[str, Given], Awaitable[Tenant | None]]
    own: Callable[[str], Awaitable[Tenant]]
    change_own: Callable[[str, Given], Awaitable[Tenant]]
    drain: Callable[[], Awaitable[bool]]
    now: Now


def routes(choices: Choices) -> APIRouter:
    api = group("tenants")
    _add_own(api, choices)
    _add_all(api, choices)

    @api.post("/v1/tenants", status_code=201, summary="Make a tenant", openapi_extra=_NEW)
    async def make(request: Request, _: Admin) -> dict[str, Any]:
        try:
            made = await choices.create(await object_of(request, LARGEST))
        except Exists:
            raise HTTPException(409, "there is a tenant of that id: change it with PATCH") from None
        except TopicTaken as taken:
            raise HTTPException(409, str(taken)) from None
        return await _drained(choices, made)

    @api.delete(
        "/v1/tenants/{tenant_id}",
        status_code=204,
        responses=TOLD_LATER,
        summary="Forget a tenant, and revoke its keys",
    )
    async def delete(tenant_id: Id, _: Admin) -> Response:
        try:
            known(await choices.store.delete(tenant_id, choices.now()) or None, f"no tenant {tenant_id}")
        except HasPeople:
            raise HTTPException(409, "the tenant has candidates: erase them first") from None
        if await choices.drain():
            return Response(status_code=204)
        return JSONResponse({"message": NOT_EVERYWHERE}, 202)

    return api


def _add_own(api: APIRouter, choices: Choices) -> None:
    @api.get("/v1/tenant", summary="What the key's tenant has chosen")
    async def own(admin: TenantAdmin) -> dict[str, Any]:
        return view_of(await choices.own(admin.tenant_id))

    @api.patch("/v1/tenant", summary=_CHANGE, openapi_extra=_CHOSEN)
    async def change_own(request: Request, admin: TenantAdmin) -> dict[str, Any]:
        given = await object_of(request, LARGEST)
        return await _drained(choices, await choices.change_own(admin.tenant_id, given))


def _add_all(api: APIRouter, choices: Choices) -> None:
    @api.get("/v1/tenants", summary="All tenants, by id")
    async def listed(_: Admin, cursor: After = None, limit: Limit = 50) -> dict[str, Any]:
        found = await choices.store.page(cursor or "", limit + 1)
        more = found[limit - 1].tenant_id if len(found) > limit else None
        return {"tenants": [view_of(one) for one in found[:limit]], "next": more}

    @api.get("/v1/tenants/{tenant_id}", summary="One tenant")
    async def one(tenant_id: Id, _: Admin) -> dict[str, Any]:
        return view_of(known(await choices.store.one(tenant_id), f"no tenant {tenant_id}"))

    @api.patch(
        "/v1/tenants/{tenant_id}",
        summary=_CHANGE,
        openapi_extra=_CHOSEN,
    )
    async def change(tenant_id: Id, request: Request, _: Admin) -> dict[str, Any]:
        given = await object_of(request, LARGEST)
        try:
            changed = await choices.change(tenant_id, given)
        except TopicTaken as taken:
            raise HTTPException(409, str(taken)) from None
        return await _drained(choices, known(changed, f"no tenant {tenant_id}"))


async def _drained(choices: Choices, tenant: Tenant) -> dict[str, Any]:
    await choices.drain()
    return view_of(tenant)
