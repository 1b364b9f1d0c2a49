"""A candidate as recruiters send it, read into what matching may see and what is sealed."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from rematch_common.contracts import CandidateChanged, fault_of
from rematch_common.contracts.base import given
from rematch_common.contracts.candidates import CandidateStatus
from rematch_common.errors import InvalidRecord
from rematch_ingest.domain.masking import masked
from rematch_ingest.domain.merging import merged
from rematch_ingest.domain.naming import names_the_person
from rematch_ingest.domain.people import FACTS, NOT_FACTS, Decide, Person, Personal, Private, Written, shown
from rematch_ingest.domain.reading import Refused
from rematch_ingest.domain.refusing import Conflict, Stale, Unknown
from rematch_ingest.domain.streets import place_only

READY: Final = "ready_for_assignment"
PENDING: Final = "pending_review"
# What GET shows, and what topics tell, may be sent as it is.
_FIELDS = frozenset({*NOT_FACTS, *FACTS, *Personal.model_fields, "has_cv", "unreadable"})


@dataclass(frozen=True, slots=True)
class Read:
    """A candidate that can be stored. What wasn't said of status and consent is as it was before."""

    facts: CandidateChanged
    private: Private
    says_status: bool
    says_consent: bool


def read_candidate(item: Any, tenant_id: str) -> Read | Refused:
    """The tenant is the key's; the version is given when it is stored."""
    if not isinstance(item, dict):
        return Refused("a candidate is a JSON object")
    if unknown := unknown_in(item):
        return Refused(f"{unknown}: a candidate has no such field", unknown)
    said = given(item)
    try:
        whole = CandidateChanged.model_validate({"status": READY, **said, "tenant_id": tenant_id, "version": 1})
        personal = Personal.model_validate(said)
        facts = _masked(whole, personal)
    except ValidationError as error:
        field, message = fault_of(CandidateChanged, error)
        return Refused(message, field)
    if reason := _why_no_id(whole.candidate_id, personal):
        return Refused(reason, "candidate_id")
    original = whole.model_dump(mode="json", exclude_unset=True, exclude=set(NOT_FACTS))
    return Read(facts, Private(personal, original), "status" in said, "automated_matching" in said)


def _why_no_id(candidate_id: str, personal: Personal) -> str | None:
    if not candidate_id.strip("."):
        return "candidate_id: dots alone are no id: use letters or digits"
    if names_the_person(candidate_id, personal):
        return "candidate_id: it tells the person's name, e-mail or phone, and ids travel in the clear: choose another"
    return None


def unknown_in(item: dict[str, Any]) -> str | None:
    """A field that no candidate has: whoever misspells one would wait in vain for what it does."""
    return next((str(name)[:64] for name in item if name not in _FIELDS), None)


def of_path(item: Any, candidate_id: str) -> None:
    """Raises InvalidRecord where the body is about somebody else."""
    if isinstance(item, dict) and item.get("candidate_id", candidate_id) != candidate_id:
        said = "candidate_id: it is another than the path's: leave it out, or send it to its own path"
        raise InvalidRecord("another_candidate", said, field="candidate_id")


def _masked(whole: CandidateChanged, personal: Personal) -> CandidateChanged:
    """Any free text may hold a phone number or an address; no topic may."""
    told = whole.model_dump(exclude_unset=True, include=set(FACTS))
    kept = whole.model_dump(include={"tenant_id", "candidate_id", "version", "status", "automated_matching"})
    hidden = masked(told, personal)
    return CandidateChanged.model_validate({**hidden, **_places(hidden), **kept})


def _places(told: dict[str, Any]) -> dict[str, Any]:
    """Where somebody lives and would work: no more than city, region and country."""
    found: dict[str, Any] = {}
    if told.get("location"):
        found["location"] = place_only(told["location"])
    if told.get("preferred_locations"):
        found["preferred_locations"] = [place for each in told["preferred_locations"] if (place := place_only(each))]
    return found


def taken(read: Read, ready_at_once: bool) -> Decide:
    """Stored as it is sent; a no to automated matching, however it came, outlives whatever a list from another system
    says: their yes comes by `consenting` alone."""

    def decide(known: Person | None) -> Written:
        status: CandidateStatus = read.facts.status
        if not read.says_status:
            status = known.facts.status if known else READY if ready_at_once else PENDING
        consents = read.facts.automated_matching
        if known and (not known.facts.automated_matching or not read.says_consent):
            consents = known.facts.automated_matching
        facts = read.facts.model_copy(update={"status": status, "automated_matching": consents})
        return Written(facts, read.private)

    return decide


def expecting(if_match: int | None, said: int | None, decide: Decide) -> Decide:
    """Only while the person is at the version of the request's If-Match, and of its body; None: at any."""

    def checked(known: Person | None) -> Written:
        present = known.version if known else 0
        if if_match is not None and if_match != present:
            raise Stale(present)
        if said is not None and known is not None and said != present:
            raise Conflict(f"version: the candidate is at {present} now: get it, and make the change to that")
        return decide(known)

    return checked


def patched(patch: Any, tenant_id: str) -> Decide:
    """A JSON merge patch of what GET shows. Raises InvalidRecord for what would be no candidate then."""

    def decide(known: Person | None) -> Written:
        if known is None:
            raise Unknown
        if not isinstance(patch, dict):
            raise InvalidRecord("no_patch", "the body: a JSON object with the fields to change")
        of_path(patch, known.facts.candidate_id)
        if unknown := unknown_in(patch):
            raise InvalidRecord("unknown_field", f"{unknown}: a candidate has no such field", field=unknown)
        try:
            whole = {**merged(shown(known), patch), "candidate_id": known.facts.candidate_id}
        except RecursionError:
            raise InvalidRecord("no_patch", "the body: it is nested too deep") from None
        read = read_candidate(whole, tenant_id)
        if isinstance(read, Refused):
            raise InvalidRecord("bad_candidate", read.reason, field=read.field)
        return taken(read, ready_at_once=False)(known)

    return decide


def approved(known: Person | None) -> Written:
    """Ready to be matched. Raises Conflict for one whose review is long over."""
    if known is None:
        raise Unknown
    if known.facts.status not in (PENDING, READY):
        raise Conflict(f"the candidate is {known.facts.status}, not {PENDING}: set the status with PATCH")
    return _with(known, status=READY)


def consenting(agrees: bool) -> Decide:
    """Whether the person is matched automatically, in their own word."""

    def decide(known: Person | None) -> Written:
        if known is None:
            raise Unknown
        return _with(known, automated_matching=agrees)

    return decide


def _with(known: Person, **facts: Any) -> Written:
    return Written(known.facts.model_copy(update=facts), known.private)
