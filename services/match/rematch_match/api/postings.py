"""Openings: a list, a search by words and meaning, one of them, and how many there are."""

from dataclasses import fields, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from rematch_common.contracts.fields import LooseDate, Phrase, Word
from rematch_common.cursors import date_of, dated
from rematch_common.errors import InvalidRecord
from rematch_common.routes import Cursor, Limit, group, known
from rematch_match.api import views
from rematch_match.api.common import Reader
from rematch_match.handlers.search import Hit, Search
from rematch_match.handlers.sources import Sources
from rematch_match.ports.book import Found, Wanted

_NEWEST = "newest"


def wanted(
    company: Annotated[Phrase, Query(description="words of its name")] = "",
    location: Annotated[Phrase, Query(description="a city, region or country")] = "",
    remote: bool | None = None,
    since: Annotated[LooseDate | None, Query(description="posted then or later")] = None,
    category: Annotated[Word | None, Query()] = None,
) -> Wanted:
    return Wanted("", company, location, remote, since, category or "")


Sought = Annotated[Wanted, Depends(wanted)]


def routes(sources: Sources, search: Search) -> APIRouter:
    api = group("jobs")
    catalogue = sources.catalogue

    @api.get("/v1/jobs", summary="Open postings, newest first")
    async def listed(
        _: Reader, sought: Sought, text: Annotated[Phrase, Query()] = "", limit: Limit = 50, cursor: Cursor = None
    ) -> dict[str, Any]:
        """`text` takes "quoted phrases", -without and or. A page's `next` leads on, whatever is posted meanwhile."""
        after = date_of(cursor, _NEWEST) if cursor is not None else None
        return _page(await catalogue.newest(replace(sought, text=text), limit + 1, after), limit)

    @api.get("/v1/jobs/search", summary="Open postings by words and by meaning")
    async def found(
        _: Reader, sought: Sought, q: Annotated[Phrase, Query(min_length=1)], limit: Limit = 20
    ) -> dict[str, Any]:
        """`used` says by which ways; by keywords alone when embed is away, and `note` says so."""
        if not q:
            raise InvalidRecord("no_words", "q: say what to look for", field="q")
        hits = await search(replace(sought, text=q), limit)
        shown = [_hit(hit) for hit in hits.hits]
        return {"jobs": shown, "found": hits.found, "used": hits.used, "note": hits.note}

    @api.get("/v1/jobs/stats", summary="How many openings there are, and of the tenant how many people and matches")
    async def stats(reader: Reader) -> dict[str, Any]:
        counts = await catalogue.counts(reader.tenant_id, sources.now())
        return {each.name: getattr(counts, each.name) for each in fields(counts)}

    @api.get("/v1/jobs/{job_id}", summary="An opening with its text")
    async def one(job_id: UUID, _: Reader) -> dict[str, Any]:
        return views.whole_posting(known(await catalogue.opening(job_id), f"no opening {job_id}"))

    return api


def _page(found: list[Found], limit: int) -> dict[str, Any]:
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    following = dated(_NEWEST, last.posted_at, last.job.job_id) if last else None
    return {"jobs": [views.posting(one.job) for one in shown], "next": following}


def _hit(hit: Hit) -> dict[str, Any]:
    cosine = None if hit.cosine is None else round(hit.cosine, 3)
    return {**views.posting(hit.job), "found_by": hit.ways, "cosine": cosine}
