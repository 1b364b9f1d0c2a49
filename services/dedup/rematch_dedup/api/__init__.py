"""dedup's HTTP side: what is known of an opening, why, and a way to say that it is wrong."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel

from rematch_common.contracts.fields import ExternalId, Source
from rematch_common.errors import InvalidRecord
from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_dedup.api.preview import AskForesight, add_preview
from rematch_dedup.api.views import ad_name, ad_view
from rematch_dedup.domain.known import Verdict
from rematch_dedup.domain.types import AdKey, Change
from rematch_dedup.handlers.verdict import Ruled, UnknownAd
from rematch_dedup.ports import Catalogue, Told

Reader = Annotated[Principal, Depends(requires("openings:read"))]
Curator = Annotated[Principal, Depends(requires("openings:write"))]
Verdicts = Callable[[tuple[AdKey, AdKey], Verdict, str], Awaitable[Ruled]]
"""Takes what somebody says of two ads. Raises UnknownAd."""
_DUPLICATE, _NEW = "ad_of_opening", "new_opening"


class AdName(BaseModel):
    """An ad as its platform knows it."""

    source: Source
    external_id: ExternalId

    @property
    def key(self) -> AdKey:
        return self.source, self.external_id


class Said(BaseModel):
    """What somebody says of two ads."""

    one: AdName
    other: AdName
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the routes call."""

    catalogue: Catalogue
    verdicts: Verdicts
    foresee: AskForesight


def add_routes(api: FastAPI, handlers: Handlers) -> None:
    _add_readings(api, handlers.catalogue)
    add_preview(api, handlers.foresee)

    @api.post("/v1/verdicts", summary="Say that two ads are of the same opening, or of different ones")
    async def verdict(said: Said, curator: Curator) -> dict[str, Any]:
        if said.one == said.other:
            raise InvalidRecord("one_ad", "other: name another ad than `one`", field="other")
        try:
            ruled = await handlers.verdicts((said.one.key, said.other.key), said.verdict, curator.key_id)
        except UnknownAd as unknown:
            raise HTTPException(404, str(unknown)) from None
        return {"verdict": said.verdict, **_ruled(ruled)}


def _add_readings(api: FastAPI, catalogue: Catalogue) -> None:
    @api.get("/v1/openings/{job_id}", summary="An opening with its ads, and why each is there")
    async def opening(job_id: UUID, _: Reader) -> dict[str, Any]:
        return _opening(_known(await catalogue.opening(job_id), f"no opening {job_id} is known"))

    @api.get("/v1/duplicates", summary="The ads of one opening, by its id or by one of them")
    async def duplicates(
        _: Reader,
        source: Annotated[Source | None, Query()] = None,
        external_id: Annotated[ExternalId | None, Query()] = None,
        job_id: UUID | None = None,
    ) -> dict[str, Any]:
        asked = _asked(job_id, source, external_id)
        if isinstance(asked, UUID):
            return _duplicates(_known(await catalogue.opening(asked), f"no opening {asked} is known"), None)
        return _duplicates(_known(await catalogue.opening_of(asked), str(UnknownAd(asked))), asked)

    @api.get("/v1/stats", summary="How many ads of each source repeat another ad")
    async def stats(_: Reader) -> dict[str, Any]:
        return _stats(await catalogue.outcomes())


def _asked(job_id: UUID | None, source: str | None, external_id: str | None) -> UUID | AdKey:
    if job_id is not None and source is None and external_id is None:
        return job_id
    if job_id is None and source is not None and external_id is not None:
        return source, external_id
    field = "job_id" if job_id is not None else "source" if source is None else "external_id"
    raise InvalidRecord("which_ad", "give `source` and `external_id`, or `job_id` alone", field=field)


def _known(told: Told | None, otherwise: str) -> Told:
    if told is None:
        raise HTTPException(404, otherwise)
    return told


def _opening(told: Told) -> dict[str, Any]:
    opening = told.opening
    return {
        "job_id": opening.job_id,
        "version": opening.version,
        "open": opening.open,
        "merged_into": opening.merged_into,
        "first_seen": opening.first_seen,
        "lead": ad_name(opening.lead),
        "facts": dict(told.facts.fields) if told.facts else None,
        "ads": [ad_view(ad) for ad in told.ads],
    }


def _duplicates(told: Told, of: AdKey | None) -> dict[str, Any]:
    """The ad that was asked for tells its own why too: it may be the one that was found to be like another."""
    opening = told.opening
    asked = next((ad_view(ad) for ad in told.ads if ad.key == of), None)
    others = [ad_view(ad) for ad in told.ads if ad.key != of]
    return {"job_id": opening.job_id, "merged_into": opening.merged_into, "of": asked, "ads": others}


def _ruled(ruled: Ruled) -> dict[str, Any]:
    one, other = ruled.openings
    return {
        "openings": {"one": one, "other": other},
        "changed": bool(ruled.changes or ruled.moved),
        "changes": [_change(change) for change in ruled.changes],
        "moved": [ad_name(ad) for ad in ruled.moved],
    }


def _change(change: Change) -> dict[str, Any]:
    """`published`: what downstream hears of it, if anything."""
    opening = change.opening
    return {
        "job_id": opening.job_id,
        "version": opening.version,
        "open": opening.open,
        "merged_into": opening.merged_into,
        "published": change.kind,
    }


def _stats(counted: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for outcomes in counted.values():
        total.update(outcomes)
    return _rates(total) | {"sources": [{"source": source} | _rates(counted[source]) for source in counted]}


def _rates(outcomes: Mapping[str, int]) -> dict[str, Any]:
    """A duplicate is an ad of an opening that another ad began. An ad that is seen again is no further ad."""
    duplicates = outcomes.get(_DUPLICATE, 0)
    ads = duplicates + outcomes.get(_NEW, 0)
    return {
        "records": sum(outcomes.values()),
        "ads": ads,
        "duplicates": duplicates,
        "duplicate_rate": round(duplicates / ads, 4) if ads else 0.0,
        "outcomes": dict(outcomes),
    }
