"""What ingest accepts, and why it doesn't accept the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from rematch_common.contracts import MAX_RAW_BYTES, CandidateChanged, RawJob, fault_of
from rematch_jobtext import mask_contacts

MOST_AT_ONCE = 1000
M = TypeVar("M", RawJob, CandidateChanged)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an item was not accepted, in words that tell what to do."""

    reason: str
    field: str | None = None


def read_posting(item: Any, ingest_id: str) -> RawJob | Refused:
    """A posting as scrapers send it, stamped with the id under which its fate can be asked for."""
    if not isinstance(item, dict):
        return Refused("a posting is a JSON object")
    try:
        size = len(orjson.dumps(item))
    except orjson.JSONEncodeError:  # it writes less deeply than it reads
        return Refused("the posting is nested too deep")
    if size > MAX_RAW_BYTES:
        return Refused(f"the posting has {size:,} bytes; at most {MAX_RAW_BYTES:,} are taken")
    return _read(RawJob, {**item, "ingest_id": ingest_id})


def read_candidate(item: Any, tenant_id: str) -> CandidateChanged | Refused:
    """A candidate as recruiters send it. The tenant is the key's; the version is given when it is stored."""
    if not isinstance(item, dict):
        return Refused("a candidate is a JSON object")
    given = {"status": "ready_for_assignment", **item, "tenant_id": tenant_id, "version": 1}
    candidate = _read(CandidateChanged, given)
    return candidate if isinstance(candidate, Refused) else _masked(candidate)


def _read(model: type[M], item: dict[str, Any]) -> M | Refused:
    try:
        return model.model_validate(item)
    except ValidationError as error:
        field, message = fault_of(model, error)
        return Refused(message, field)


def _masked(candidate: CandidateChanged) -> CandidateChanged:
    """Any free text may hold a phone number or an address; no topic may."""
    told = candidate.model_dump(exclude_unset=True, exclude={"tenant_id", "candidate_id"})
    kept = candidate.model_dump(include={"tenant_id", "candidate_id"})
    return CandidateChanged.model_validate({**_without_contacts(told), **kept})


def _without_contacts(value: Any) -> Any:
    if isinstance(value, str):
        return mask_contacts(value)
    if isinstance(value, dict):
        return {name: _without_contacts(part) for name, part in value.items()}
    return [_without_contacts(part) for part in value] if isinstance(value, list | tuple) else value


def sized(items: Sequence[Any]) -> Refused | None:
    """Whether a list is one that is taken at once."""
    if not items:
        return Refused("send at least one")
    return Refused(f"send at most {MOST_AT_ONCE} at once") if len(items) > MOST_AT_ONCE else None
