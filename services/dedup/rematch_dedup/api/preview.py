"""What dedup would say of a posting that is not stored."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ValidationError

from rematch_common.contracts import RawJob
from rematch_common.contracts.wording import fault_of
from rematch_common.errors import InvalidRecord
from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.routes import BodyLimit
from rematch_dedup.api.views import ad_name, why_view
from rematch_dedup.handlers.previewing import Foreseen
from rematch_dedup.ports import Told

Reader = Annotated[Principal, Depends(requires("openings:read"))]
AskForesight = Callable[[RawJob], Awaitable[Foreseen]]
_LARGEST = 2 * 1024 * 1024
# Of nobody's platform: what names none is an ad that was never seen.
_NOWHERE = {"source": "preview", "external_id": "preview"}


class Draft(BaseModel):
    posting: dict[str, Any]


def add_preview(api: FastAPI, foresee: AskForesight) -> None:
    api.add_middleware(BodyLimit, _LARGEST)

    @api.post("/v1/preview", summary="What would be decided about a posting that is not stored, and why")
    async def preview(draft: Draft, _: Reader) -> dict[str, Any]:
        """In the fields of RawJob; `source` and `external_id` may be left out. `opening` is the known one that it
        would be one more ad of. Nothing of it is stored or logged."""
        return _foreseen(await foresee(_posting(draft.posting)))


def _posting(fields: dict[str, Any]) -> RawJob:
    try:
        return RawJob.model_validate({**_NOWHERE, **fields})
    except ValidationError as error:
        field, message = fault_of(RawJob, error)
        raise InvalidRecord("schema", f"posting: {message}", field=f"posting.{field}") from None


def _foreseen(foreseen: Foreseen) -> dict[str, Any]:
    ad = foreseen.decision.ad
    return {
        "outcome": foreseen.decision.outcome,
        "job_id": ad.job_id,
        "why": why_view(ad.why),
        "opening": _opening(foreseen.opening, ad.why.like) if foreseen.opening else None,
        "merged": foreseen.merged,
        "read": dict(ad.facts.fields),
    }


def _opening(told: Told, like: tuple[str, str] | None) -> dict[str, Any]:
    fields = told.facts.fields if told.facts else {}
    alike = next((ad for ad in told.ads if ad.key == like), None)
    return {
        "job_id": told.opening.job_id,
        "open": told.opening.open,
        "title": fields.get("title"),
        "company": fields.get("company"),
        "ads": len(told.ads),
        "first_seen": told.opening.first_seen,
        "like": {**ad_name(alike.key), "url": alike.url, "title": alike.facts.fields.get("title")} if alike else None,
    }
