"""A tenant's own access keys, and every tenant's for administrators of the deployment."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rematch_common.clock import Now
from rematch_common.contracts import AccessKey
from rematch_common.contracts.fields import Id, Instant, Line
from rematch_common.contracts.tenants import Scope
from rematch_common.errors import InvalidRecord
from rematch_common.keys import SCOPES, Principal
from rematch_common.routes import group, known
from rematch_ingest.api.common import NOT_EVERYWHERE, TOLD_LATER, TenantAdmin
from rematch_ingest.domain.keys import MOST_PER_MINUTE, Kind, KnownKey, Wish, readable
from rematch_ingest.ports.keys import AccessKeys, TooMany

Drain = Callable[[], Awaitable[bool]]
PerMinute = Annotated[int, Field(ge=1, le=MOST_PER_MINUTE)]
# What is left out of other lines without a word is refused here.
Name = Annotated[Line, BeforeValidator(readable)]
OfTenant = Annotated[
    Id | None, Query(alias="tenant_id", description="another tenant's, for administrators of the deployment")
]


class HandOn(BaseModel):
    """What a key is to be."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "nightly feed", "scopes": ["postings:write"]}]}
    )

    name: Name | None = None
    kind: Kind = "tenant"
    scopes: Annotated[tuple[Scope, ...], Field(max_length=len(SCOPES))] = Field(
        (), description="none: those that are usual for the kind"
    )
    requests_per_minute: PerMinute | Literal["unlimited"] | None = Field(None, description="60 unless it is given")
    expires_at: Instant | None = None

    def wish(self, tenant_id: str) -> Wish:
        """Raises InvalidRecord for a scope that there isn't."""
        if unknown := sorted(set(self.scopes) - set(SCOPES)):
            told = f"scopes: there is no {unknown[0]}; choose from {', '.join(SCOPES)}"
            raise InvalidRecord("unknown_scope", told, field="scopes")
        unlimited = self.requests_per_minute == "unlimited"
        per_minute = self.requests_per_minute if isinstance(self.requests_per_minute, int) else None
        return Wish(tenant_id, self.kind, self.name, self.scopes, per_minute, unlimited, self.expires_at)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the routes of keys call. `drain` tells whether all is published; `end` has this process refuse a key."""

    store: AccessKeys
    hand_on: Callable[[Wish, Principal], Awaitable[tuple[str, AccessKey]]]
    drain: Drain
    end: Callable[[str], None]
    now: Now


def routes(keys: Keys) -> APIRouter:
    api = group("keys")

    @api.get("/v1/keys", summary="The tenant's access keys, without their secrets")
    async def listed(admin: TenantAdmin, of: OfTenant = None) -> dict[str, Any]:
        found = await keys.store.all(_tenant(admin, of))
        return {"keys": [view(one, keys.now()) for one in found]}

    @api.post("/v1/keys", status_code=201, summary="Make an access key; `api_key` is shown this once")
    async def make(given: HandOn, admin: TenantAdmin, of: OfTenant = None) -> dict[str, Any]:
        text, made = await handed_on(keys, given.wish(_tenant(admin, of)), admin)
        return {**view(KnownKey(made, given.kind), keys.now()), "api_key": text}

    @api.delete(
        "/v1/keys/{key_id}",
        status_code=204,
        responses=TOLD_LATER,
        summary="Revoke an access key, everywhere within two seconds",
    )
    async def revoke(key_id: Id, admin: TenantAdmin, of: OfTenant = None) -> Response:
        """202 while Kafka doesn't answer: ingest refuses the key already, the others as soon as they hear of it."""
        if await ended(
            keys, known(await keys.store.revoke(key_id, keys.now(), _tenant(admin, of)), f"no key {key_id}")
        ):
            return Response(status_code=204)
        return JSONResponse({"message": NOT_EVERYWHERE}, 202)

    return api


async def ended(keys: Keys, key: AccessKey) -> bool:
    """This process refuses it from now on; whether the others have been told."""
    keys.end(key.key_id)
    return await keys.drain()


async def handed_on(keys: Keys, wish: Wish, by: Principal) -> tuple[str, AccessKey]:
    try:
        made = await keys.hand_on(wish, by)
    except TooMany:
        raise HTTPException(409, "the tenant has as many keys in force as it may: revoke one first") from None
    await keys.drain()
    return made


def _tenant(admin: Principal, wanted: str | None) -> str:
    """Raises HTTPException 404: another tenant is as good as none."""
    if wanted is None or wanted == admin.tenant_id:
        return admin.tenant_id
    return known(wanted if admin.may("admin") else None, f"no tenant {wanted}")


def view(one: KnownKey, now: datetime) -> dict[str, Any]:
    key = one.key
    return {
        "id": key.key_id,
        "tenant_id": key.tenant_id,
        "kind": one.kind,
        "name": key.name,
        "key_prefix": f"rmk_{key.key_id}",
        "scopes": list(key.scopes),
        "requests_per_minute": key.limits.requests_per_minute,
        "is_active": one.active(now),
        "last_used_at": one.last_used_at,
        "total_requests": one.requests,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }
