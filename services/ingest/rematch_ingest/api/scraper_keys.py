"""Scrapers' keys, as the field's older tools ask for them."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from rematch_common.contracts.fields import Id
from rematch_common.routes import group, known
from rematch_ingest.api.common import NOT_EVERYWHERE, TOLD_LATER, Admin
from rematch_ingest.api.keys import Keys, Name, PerMinute, ended, handed_on, view
from rematch_ingest.domain.keys import Wish

_ROUTE = "/api/pm-admin/scraper-keys"


class NewScraper(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "laptop in the office"}]})

    name: Annotated[Name, StringConstraints(min_length=1)]
    requests_per_minute: PerMinute | None = None


def routes(keys: Keys) -> APIRouter:
    api = group("scraper keys")

    @api.get(_ROUTE, summary="All scrapers' keys, without their secrets")
    async def listed(_: Admin) -> dict[str, Any]:
        return {"keys": [view(one, keys.now()) for one in await keys.store.all(None, "scraper")]}

    @api.post(_ROUTE, status_code=201, summary="Make a scraper's key; `api_key` is shown this once")
    async def make(given: NewScraper, admin: Admin) -> dict[str, Any]:
        """It belongs to the tenant of who makes it."""
        wish = Wish(admin.tenant_id, "scraper", given.name, (), given.requests_per_minute)
        text, made = await handed_on(keys, wish, admin)
        told = "Save this key - it won't be shown again"
        return {"id": made.key_id, "name": made.name, "api_key": text, "message": told}

    @api.delete(
        _ROUTE + "/{key_id}", responses=TOLD_LATER, summary="Revoke a scraper's key, everywhere within two seconds"
    )
    async def revoke(key_id: Id, _: Admin, response: Response) -> dict[str, Any]:
        """`202` and another message while Kafka doesn't answer."""
        key = known(await keys.store.revoke(key_id, keys.now(), kind="scraper"), f"no scraper's key {key_id}")
        if await ended(keys, key):
            return {"success": True, "message": "API key revoked"}
        response.status_code = 202
        return {"success": True, "message": f"API key revoked: {NOT_EVERYWHERE}"}

    return api
