"""An opening as its ads tell it: the best of them gives the text, the others what it leaves out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from rematch_common.contracts import CloseReason
from rematch_dedup.domain.facts import Facts, content_hash
from rematch_dedup.domain.types import Ad, Change, Opening

# Beyond these an opening's facts don't get better, and a text in 900 ads must not cost 900 times as much.
MOST_WEIGHED = 50
_FILLED = ("salary", "employment_type", "experience_min_years", "experience_max_years", "industry", "seniority")
_STEP = 300
"""Characters by which a text must be longer to be the better one: a line more or less is no reason to change."""
_LONGEST = 999


def compose(ads: Sequence[Ad]) -> tuple[Ad, Facts]:
    """The lead ad, and the facts of the opening. Depends on the ads only, not on the order in which they came."""
    ranked = sorted(ads, key=lambda ad: (rank(ad), ad.first_seen, ad.key))[:MOST_WEIGHED]
    lead = ranked[0]
    fields = dict(lead.facts.fields)
    for other in ranked[1:]:
        _fill(fields, other.facts.fields)
    fields["roles"] = sorted({role for ad in ranked for role in ad.facts.fields.get("roles", ())})[:200]
    fields["locations"] = _places(ranked)
    kept = {name: value for name, value in fields.items() if value not in (None, [], "")}
    return lead, replace(lead.facts, content_hash=content_hash(lead.facts.text_hash, kept), fields=kept)


def settle(before: Opening | None, ads: Sequence[Ad], reason: CloseReason = "closed_at_source") -> Change:
    """The opening after its ads have changed, and whether there is something to say of it."""
    is_open = any(ad.open for ad in ads) and not any(ad.gone == "filled" for ad in ads)
    lead, facts = compose(ads)
    if before is None:
        first_seen = min(ad.first_seen for ad in ads)
        opening = Opening(lead.job_id, 1, is_open, lead.key, facts.content_hash, first_seen)
        # Something first seen when it was already gone is kept, so that it is known again, and offered to nobody.
        return Change(opening, "published" if is_open else None, facts)
    after = replace(before, open=is_open, lead=lead.key, content_hash=facts.content_hash, merged_into=None)
    after = replace(after, first_seen=min(before.first_seen, *(ad.first_seen for ad in ads)))
    if is_open == before.open and (not is_open or facts.content_hash == before.content_hash):
        return Change(after, None, facts)
    after = replace(after, version=before.version + 1)
    return Change(after, "updated", facts) if is_open else Change(after, "closed", facts, reason)


def by_age(openings: Iterable[Opening]) -> list[Opening]:
    """Each once, the eldest first: of several that are one, it is the one that stays."""
    distinct = {opening.job_id: opening for opening in openings}
    return sorted(distinct.values(), key=lambda opening: (opening.first_seen, str(opening.job_id)))


def merged(before: Opening, into: UUID) -> Change:
    """An opening that turned out to be another one. Only one that is offered to people is closed before them."""
    after = replace(before, open=False, merged_into=into)
    if not before.open:
        return Change(after, None)
    return Change(replace(after, version=before.version + 1), "closed", reason="merged")


def rank(ad: Ad) -> str:
    """The best first, as text that sorts: the employer's own words before an agency's, its own site, the fuller text,
    pay. Of equals the elder is the better one."""
    fields = ad.facts.fields
    short = _LONGEST - len(fields["description"]) // _STEP
    no_pay = "salary" not in fields
    return f"{ad.facts.portrait.agency:d}{not _own_site(ad):d}{short:03d}{no_pay:d}"


def _own_site(ad: Ad) -> bool:
    """The address of the ad carries the company's name."""
    host = (urlsplit(ad.url).hostname or "") if ad.url and ad.url.isprintable() else ""
    name = ad.facts.portrait.company.replace(" ", "")
    return len(name) > 3 and name in host.replace("-", "").replace(".", "")


def _fill(fields: dict[str, Any], others: Mapping[str, Any]) -> None:
    for name in _FILLED:
        if fields.get(name) is None and others.get(name) is not None:
            fields[name] = others[name]
    if fields.get("workplace") == "unknown":
        fields["workplace"] = others.get("workplace", "unknown")


def _places(ads: Sequence[Ad]) -> list[dict[str, Any]]:
    """The lead's places; where it names none, the next one's. A remote job has those of all its ads."""
    told = [ad.facts.fields.get("locations", []) for ad in ads]
    if ads[0].facts.fields.get("workplace") != "remote":
        return next((places for places in told if any(place.get("city") for place in places)), told[0])
    every = {(p.get("country"), p.get("region"), p.get("city") or p.get("text")): p for places in told for p in places}
    return [every[key] for key in sorted(every, key=repr)][:200]
