"""The search categories: read by all who have to do with roles or people, changed by admins."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rematch_common.clock import Now
from rematch_common.contracts.fields import Word
from rematch_common.routes import group, known
from rematch_ingest.api.common import Admin, Anybody
from rematch_ingest.domain.categories import Category
from rematch_ingest.ports.categories import Categories

_SLUG = r"^[a-z0-9][a-z0-9_]{0,63}$"
# One that was made of a role may hold letters of any language.
Slug = Annotated[str, Path(pattern=r"^[\w+#]{1,64}$", description="letters, digits and _")]


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
    @api.get("/v1/categories", summary="All search categories")
    async def listed(_: Anybody) -> dict[str, Any]:
        return {"categories": [_shown(category) for category in await categories.all()]}

    @api.get("/v1/categories/{slug}", summary="One search category")
    async def one(slug: Slug, _: Anybody) -> dict[str, Any]:
        return _shown(known(await _one(categories, slug), f"no category {slug}"))


def _changing(api: APIRouter, categories: Categories, now: Now) -> None:
    @api.post("/v1/categories", status_code=201, summary="Add a search category")
    async def add(new: New, _: Admin) -> dict[str, Any]:
        if await _one(categories, new.slug) is not None:
            raise HTTPException(409, f"slug: there is a category {new.slug}; change it with PUT")
        return await _put(categories, new.slug, new, now())

    @api.put("/v1/categories/{slug}", summary="Change a search category, or add it under this slug")
    async def put(slug: Slug, told: Told, _: Admin) -> dict[str, Any]:
        return await _put(categories, slug, told, now())

    @api.delete("/v1/categories/{slug}", status_code=204, summary="Remove a search category")
    async def remove(slug: Slug, _: Admin) -> Response:
        known(await categories.remove(slug, now()) or None, f"no category {slug}")
        return Response(status_code=204)


async def _one(categories: Categories, slug: str) -> Category | None:
    return next((category for category in await categories.all() if category.slug == slug), None)


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
