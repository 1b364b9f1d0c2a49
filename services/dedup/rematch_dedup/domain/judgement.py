"""Are these two ads of one opening? Facts that contradict come first, then the texts, then everything together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.grey import Alike, Clues, by_words, probability
from rematch_dedup.domain.likeness import (
    adorned,
    one_spelling,
    related,
    same_focus,
    same_words,
    special,
    two_occupations,
)
from rematch_dedup.domain.portrait import Pay, Portrait, meet
from rematch_dedup.domain.types import Kind, Stage
from rematch_dedup.domain.vetoes import objection
from rematch_dedup.domain.vetoes.company import kin, one_firm
from rematch_dedup.domain.wording import Wording, shared, wording
from rematch_jobtext import folded

# A text so much shorter than another is an extract, and may have lost what the other says.
_EXTRACT = 0.75


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where sameness begins. Found on tests/quality/dedup, checked on lines that were not looked at."""

    same_text: float = 0.72
    """Of the smaller text's own shingles, in the other."""
    same_agency: float = 0.9
    """The same for two ads of one agency."""
    same_but_one: float = 0.95
    """The same where their pay differs, or their titles name two occupations that are taken for each other."""
    grey: float = 0.6
    """The probability from which on ads that are worded differently count as one."""
    verbatim: float = 0.97
    """The same of all that is said of the job, the company's standing phrases included."""
    whole: float = 0.85
    """Of all that either says, in both: no more than a line was added."""
    least_text: int = 12
    """Shingles below which a text is too short to tell anything by itself."""
    repost: timedelta = timedelta(days=14)
    alike: Alike = by_words
    """How titles are compared: by the encoder in the service, by their words where there is none."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether two ads are one opening, how sure that is, and why."""

    same: bool
    stage: Stage
    similarity: float
    support: int
    """How many facts both state, and state alike."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    veto: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What neither a fact nor the texts alone decide."""

    clues: Clues
    evidence: Mapping[str, Any]


def judge(
    one: Facts, other: Facts, common: frozenset[str], limits: Thresholds, *, one_source: bool = False
) -> Judgement:
    """`common`: sentences that the company puts into every ad. `one_source`: one platform shows both at a time."""
    found = compare(one, other, common, limits, one_source=one_source)
    if isinstance(found, Judgement):
        return found
    sure = probability(one.portrait, other.portrait, found.clues, limits.alike, limits.grey)
    same = sure >= limits.grey
    evidence = {**found.evidence, "probability": round(sure, 3)}
    return Judgement(same, "grey", sure, len(found.clues.agree), evidence, None if same else found.clues.veto)


def compare(
    one: Facts, other: Facts, common: frozenset[str], limits: Thresholds, *, one_source: bool = False
) -> Judgement | Doubt:
    """What facts and texts decide, before anything is weighed; else what there is to weigh."""
    veto = objection(one.portrait, other.portrait)
    support = supported(one.portrait, other.portrait)
    if veto not in (None, "title"):
        return Judgement(False, "text", 0.0, len(support), {"agree": support}, veto)
    if veto is None and one.text_hash == other.text_hash:
        return Judgement(True, "text_hash", 1.0, len(support), {"agree": support})
    mine, yours = wording(one.fields["description"]), wording(other.fields["description"])
    here, there = mine.shingles(common), yours.shingles(common)
    contained, jaccard = shared(here, there)
    doubts = doubted((one, mine), (other, yours), whole=jaccard >= limits.whole)
    evidence = {"agree": support, "doubts": doubts, "shared_text": round(contained, 3), "jaccard": round(jaccard, 3)}
    needed = _needed(one.portrait, other.portrait, doubts, limits)
    settled = veto is None and not {"title", "place"} & set(doubts)
    if "pay" in doubts and _one_agency(one.portrait, other.portrait):
        settled = False  # its text for another client
    enough = min(len(here), len(there)) >= limits.least_text and contained >= needed
    if settled and (enough or shared(mine.shingles(), yours.shingles())[0] >= limits.verbatim):
        return Judgement(True, "text", contained, len(support), evidence)
    firm = kin(one.portrait.company, other.portrait.company)
    return Doubt(Clues(support, doubts, contained, firm, one_source, veto), evidence)


def _needed(one: Portrait, other: Portrait, doubts: Sequence[str], limits: Thresholds) -> float:
    """How much text two ads must share. An agency's ads share most of theirs whoever the client is."""
    if "pay" in doubts or two_occupations(one.title, other.title):
        return limits.same_but_one
    return limits.same_agency if _one_agency(one, other) else limits.same_text


def _one_agency(one: Portrait, other: Portrait) -> bool:
    return one.agency and one.company == other.company


Read = tuple[Facts, Wording]


def doubted(one: Read, other: Read, *, whole: bool = False) -> list[str]:
    """What only the texts can settle: a word that one title has alone, a place that one ad names alone, other pay.
    Where the `whole` text is the same, an ornament more in a title is no reason to doubt."""
    pays = one[0].portrait.pay, other[0].portrait.pay
    titles = one[0].portrait.title, other[0].portrait.title
    doubts = {
        "title": not (whole and adorned(*titles))
        and (related(*titles) == "apart" or _untold(one, other) or _untold(other, one)),
        "place": _elsewhere(one, other) or _elsewhere(other, one),
        "pay": pays[0] is not None and pays[1] is not None and not same_pay(pays[0], pays[1]),
    }
    return [name for name, doubtful in doubts.items() if doubtful]


def _untold(one: Read, other: Read) -> bool:
    """A word of this title that the other ad has nowhere: a night shift isn't the day shift that never says so."""
    alone = special(one[0].portrait.title) - same_words(other[0].portrait.title)
    untold = {word for word in alone if word not in other[1].words}
    return bool(untold) and not untold <= _named(one[0]) | _named(other[0])


def _named(facts: Facts) -> frozenset[str]:
    """The words of the firm and of the places: in a title they don't say which job it is."""
    places = " ".join(f"{place.get('city', '')} {place.get('text', '')}" for place in facts.fields.get("locations", ()))
    return one_spelling(folded(f"{facts.portrait.company} {places}").split())


def _elsewhere(one: Read, other: Read) -> bool:
    """The other ad names no town, though it is no extract, and its text doesn't name this one's."""
    mine, yours = one[0].portrait, other[0].portrait
    if not mine.cities or yours.cities or "remote" in (mine.workplace, yours.workplace):
        return False
    if len(other[1].text) < _EXTRACT * len(one[1].text):
        return False
    told = {folded(str(place.get(name, ""))) for place in one[0].fields["locations"] for name in ("city", "text")}
    return not any(town and f" {town} " in other[1].flat for town in told)


def supported(one: Portrait, other: Portrait) -> list[str]:
    """Facts that both state alike."""
    agree = {
        "company": one_firm(one.company, other.company),
        "title": one.title == other.title,
        "city": any(meet(mine, yours) for mine in one.cities for yours in other.cities),
        "level": (one.level, one.seniority) == (other.level, other.seniority) != (None, None),
        "requisition": bool(one.requisitions & other.requisitions),
        "pay": one.pay is not None and other.pay is not None and same_pay(one.pay, other.pay),
        "years": one.years[0] is not None and one.years == other.years,
        "employment": one.employment is not None and one.employment == other.employment,
        "workplace": one.workplace == other.workplace != "unknown",
        "focus": same_focus(one.title, other.title),
    }
    return [name for name, agreed in agree.items() if agreed]


def same_pay(one: Pay, other: Pay) -> bool:
    """The same range but for rounding."""
    ends = zip(one[:2], other[:2], strict=True)
    return all(a == b or (a is not None and b is not None and abs(a - b) <= 0.02 * max(a, b)) for a, b in ends)


def kind_of(one: Facts, other: Facts, judgement: Judgement, apart: timedelta, limits: Thresholds) -> Kind:
    """The class of the contract that names how these two ads relate."""
    if one.portrait.company != other.portrait.company and (one.portrait.agency or other.portrait.agency):
        return "agency"
    if apart >= limits.repost:
        return "temporal"
    if judgement.stage == "text_hash":
        return "exact" if one.fields["title"] == other.fields["title"] else "format"
    if judgement.stage == "grey":
        return "semantic"
    return "format" if judgement.evidence["jaccard"] >= 0.85 else "partial"
