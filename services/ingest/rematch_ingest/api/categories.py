"""The search categories: read by all who have to do with roles or people, changed by admins."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rematch_common.clock import Now
from rematch_common.contracts.fields import Word
from rematch_common.routes import Limit, group, known
from rematch_ingest.api.common import Admin, Anybody
from rematch_ingest.domain.categories import Category
from rematch_ingest.ports.categories import Categories

_SLUG = r"^[a-z0-9][a-z0-9_]{0,63}$"
# One that was made of a role may hold letters of any language.
_ANY = r"^[\w+#]{1,64}$"
Slug = Annotated[str, Path(pattern=_ANY, description="letters, digits and _")]
After = Annotated[str | None, Query(pattern=_ANY, description="the `next` of the page before")]


class Told(BaseModel):
    """`keywords`: words and phrases of titles that belong to it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Bakers", "keywords": ["baker", "pastry chef"]}]}
    )

    name: Word
    keywords: list[Word] = Field(default_factory=list, max_length=200)


class New(Told):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"slug": "bakers", "name": "Bakers", "keywords": ["baker", "pastry chef"]}]}
    )

    slug: Annotated[str, StringConstraints(pattern=_SLUG)]


def routes(categories: Categories, now: Now) -> APIRouter:
    api = group("categories")
    _reading(api, categories)
    _changing(api, categories, now)
    return api


def _reading(api: APIRouter, categories: Categories) -> None:
    @api.get("/v1/categories", summary="All search categories, by slug")
    async def listed(_: Anybody, cursor: After = None, limit: Limit = 200) -> dict[str, Any]:
        found = await categories.page(cursor or "", limit + 1)
        more = found[limit - 1].slug if len(found) > limit else None
        return {"categories": [_shown(category) for category in found[:limit]], "next": more}

    @api.get("/v1/categories/{slug}", summary="One search category")
    async def one(slug: Slug, _: Anybody) -> dict[str, Any]:
        return _shown(known(await categories.one(slug), f"no category {slug}"))


def _changing(api: APIRouter, categories: Categories, now: Now) -> None:
    @api.post("/v1/categories", status_code=201, summary="Add a search category")
    async def add(new: New, _: Admin) -> dict[str, Any]:
        if await categories.one(new.slug) is not None:
            raise HTTPException(409, f"slug: there is a category {new.slug}; change it with PUT")
        return await _put(categories, new.slug, new, now())

    @api.put("/v1/categories/{slug}", summary="Change a search category, or add it under this slug")
    async def put(slug: Slug, told: Told, _: Admin) -> dict[str, Any]:
        return await _put(categories, slug, told, now())

    @api.delete("/v1/categories/{slug}", status_code=204, summary="Remove a search category")
    async def remove(slug: Slug, _: Admin) -> Response:
        known(await categories.remove(slug, now()) or None, f"no category {slug}")
        return Response(status_code=204)


async def _put(categories: Categories, slug: str, told: Told, at: datetime) -> dict[str, Any]:
    category = Category(slug, told.name, tuple(told.keywords))
    await categories.put(category, at)
    return _shown(category)


def _shown(category: Category) -> dict[str, Any]:
    return {
        "slug": category.slug,
        "name": category.name,
        "keywords": list(category.keywords),
        "origin": category.origin,
    }
