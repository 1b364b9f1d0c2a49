"""A candidate as recruiters send it, without what no topic may hold."""

from typing import Any

from rematch_common.contracts import CandidateChanged
from rematch_ingest.domain.reading import Refused, read
from rematch_jobtext import mask_contacts


def read_candidate(item: Any, tenant_id: str) -> CandidateChanged | Refused:
    """The tenant is the key's; the version is given when it is stored."""
    if not isinstance(item, dict):
        return Refused("a candidate is a JSON object")
    given = {"status": "ready_for_assignment", **item, "tenant_id": tenant_id, "version": 1}
    candidate = read(CandidateChanged, given)
    return candidate if isinstance(candidate, Refused) else _masked(candidate)


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
