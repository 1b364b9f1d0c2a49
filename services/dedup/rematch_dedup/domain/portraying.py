"""From what was read of an ad to the facts that it is compared by."""

import re
from collections.abc import Mapping
from typing import Any

from rematch_common.contracts import RawJob
from rematch_dedup.domain.portrait import Pay, Place, Portrait
from rematch_jobtext import Where, any_in, folded, normal_company, requisition_ids, title_parts, words_of

_AGENCY_NAME = re.compile(
    r"\b(?:\w*staff(?:ing)?|\w*recruit\w*|personnel|personal(?:dienst\w*|vermittlung|service|werk|leasing|management)"
    r"|zeitarbeit|headhunt\w*|resourcing|talent\w*|search|\w*hir(?:e|ing)|placements?|manpower|workforce|temps?"
    r"|int[eé]rim|uitzend\w*|werving|trabajo temporal|rh|employment"
    r"|executive search|consult(?:ants|ing recruit\w*)|adecco|randstad|hays|kelly|robert half|michael page"
    r"|page personnel|reed|tek ?systems|aerotek|insight global|kforce|modis|experis|brunel|hudson"
    r"|morgan mckinley|teamlease|naukri"
    r"|jobs?|careers?|vermittlung|selecci[oó]n)\b",
    re.IGNORECASE,
)
# One client: an employer, too, speaks of its clients and customers.
_CLIENT = re.compile(
    r"\b(?:our|my) client\b(?! (?:services?|success|relations?|facing|base|satisfaction|portfolio|list|care))"
    r"|\bon behalf of (?:our|a|an|my|one)\b|\bfor (?:one of )?our (?:\w+ ){0,2}clients\b,? (?:a|an|the|who|which|we)\b"
    r"|\bf[üu]r unseren (?:\w+ )?(?:kunden|mandanten|auftraggeber)\b|\bunser(?:em|en)? mandant(?:en)?\b"
    r"|\bunser (?:kunde|auftraggeber)\b|\bdirektvermittlung\b"
    r"|\bim (?:kunden)?auftrag\b|\bunseres (?:kunden|mandanten)\b|\bnotre client\b"
    r"|\bpour (?:le compte d|l'un de nos clients?)|\bnuestro cliente\b|\bonze (?:klant|opdrachtgever)\b",
    re.IGNORECASE,
)
# One of these stands in whatever `_CLIENT` finds: to look for them is quicker.
_CLIENT_CUES = ("client", "on behalf of", "kunde", "mandant", "auftrag", "direktvermittlung", "compte d", "klant",
                "opdrachtgever")  # fmt: skip
_HINT = re.compile(
    r"\b(?:(?:our|my) client|on behalf of(?: our client)?|for (?:one of )?our clients?|unser(?:en?)? kunden?"
    r"|notre client|nuestro cliente)[,:]?\s+(?:is |are |ist |est |es )?(?P<who>[^.;:!?\n]{3,120})",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*[,(\[|/:;\u2013\u2014]\s*|\s+-\s+")
_SAYS_NOTHING_TEXT = """
    a an the is are in of and or for to with we they who which looking seeking currently now based located leading
    established growing company business organisation organization firm client our their are hiring recruit seek
    recruiting search new team join exciting opportunity role position experienced well known international global
    national successful reputable large small mid sized size one its it has been as on at by from this that have
    be will would need needs requires require looks seeks wants top
"""
_SAYS_NOTHING = frozenset(_SAYS_NOTHING_TEXT.split())


def portray(raw: RawJob, text: str, where: Where, fields: Mapping[str, Any]) -> Portrait:
    parts = title_parts(raw.title)
    agency = _is_agency(raw.company, text)
    return Portrait(
        company=normal_company(raw.company),
        agency=agency,
        client=_client(text) - _named(parts.core, where) if agency else frozenset(),
        title=tuple(words_of(parts.core)),
        focus=_focus(raw.title, parts.core),
        seniority=parts.seniority,
        level=parts.level,
        requisitions=requisition_ids(raw.title, text),
        places=tuple(_place(place.country, place.region, place.city) for place in where.locations),
        workplace=where.workplace,
        employment=fields.get("employment_type"),
        pay=_pay(fields.get("salary")),
        years=(fields.get("experience_min_years"), fields.get("experience_max_years")),
        skills=frozenset(skill["id"] for skill in fields.get("skills", ())),
    )


def _is_agency(company: str, text: str) -> bool:
    if _AGENCY_NAME.search(company) is not None:
        return True
    return any_in(text, _CLIENT_CUES) and _CLIENT.search(text) is not None


def _focus(title: str, core: str) -> frozenset[str]:
    """Words of the core that stand behind the first mark: "Nurse - ICU", "Engineer, Payments", "Cook (Pastry)"."""
    words = set(words_of(core))
    parts = [set(words_of(part)) for part in _MARK.split(title)]
    first = next((part for part in parts if part & words), set())
    return frozenset(words - first) if first else frozenset()


def _client(text: str) -> frozenset[str]:
    """What is said of the client, without what is said of every client."""
    found = _HINT.search(text)
    return frozenset(folded(found["who"]).split()) - _SAYS_NOTHING if found else frozenset()


def _named(core: str, where: Where) -> frozenset[str]:
    """The words of the title and of the place: they stand in every hint."""
    return frozenset(words_of(core)).union(*(folded(f"{p.city} {p.region} {p.text}").split() for p in where.locations))


def _place(country: str | None, region: str | None, city: str | None) -> Place:
    return (country, region, folded(city) if city else None)


def _pay(salary: Mapping[str, Any] | None) -> Pay | None:
    """By the year; without a period there is nothing to compare."""
    if not salary or not (salary.get("annual_min") or salary.get("annual_max")):
        return None
    return (salary.get("annual_min"), salary.get("annual_max"), salary.get("currency"))
