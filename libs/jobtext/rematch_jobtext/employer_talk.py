"""Which sentences speak of the employer instead of the work."""

import re

from rematch_jobtext.skill_sections import Section, announced
from rematch_jobtext.windows import any_in

_READ = 400
_CUSTOMERS = (
    r"\b(?:our|their|whose|many) (?:\w+ )?(?:customers?|clients?|users|partners|investors|brands)\b[^.]{0,40}?"
    r"\b(?:use|rely|include|including|run|such as|like|trust|range|span)\b",
    r"\b(?:customers|clients|companies|brands|names) (?:include|such as|like)\b",
    r"\b(?:trusted|used|backed) by\b|\bfeatured in\b|\balongside brands\b",
)
_GIVEN_FIRST = (
    r"^(?:- )?(?:we|you)(?:'ll| will)? (?:also |can )?(?:offer|provide you|receive|get (?!to)|enjoy)\b",
    r"^(?:- )?(?:company[- ]paid|free|paid|employer[- ]paid|discounted|competitive (?:pay|salary|package|benefits))\b",
)
_GIVEN = (
    r"\bbenefits (?:include|package)|\breimburse|\btuition (?:fee|assist|support|aid|benefit|fund)",
    r"\b401\s?\(?k|\bpaid time off|\bPTO\b|\bgym membership",
    r"\btraining\b[^.]{0,60}\b(?:provided|given|offered|included|available)\b",
    r"\b(?:full|paid|on-the-job|in-house|free) training\b",
    r"\b(?:we(?:'ll| will| can)|willing to) (?:fully )?(?:train|teach|sponsor|pay|cover|support) (?:you|the)",
    r"\b(?:health|medical),? (?:dental|vision)|\bdental(?:,? and|,| &|/) ?vision",
    r"\b(?:health|life|dental|medical|disability|vision) (?:insurance|cover|plan)"
    r"(?! licen| sales| agent| broker| claim)",
    r"\bemployee (?:discount|assistance)|\bpension (?:scheme|plan|contrib)|\bcompany car\b|\bannual leave",
    r"\bsign[- ]on bonus|\bpaid holiday|\bmental health (?:support|days?|benefit)|\bfree meals|\bstaff discount",
    r"\bopportunit(?:y|ies) to (?:learn|gain|train|become certified)",
    r"\bcontribution\b[^.]{0,30}\bto\b|\bsubsidi[sz]ed\b",
    r"\bwithout regard to|\bregardless of|\bequal opportunity|\breasonable accommodation|\bprotected veteran",
    r"\bfollow us\b|\bvisit (?:us|our)\b",
)
# "The backend group": a team within the firm, whose tools are those of the work.
_OF_A_TEAM = ("backend", "frontend", "engineering", "platform", "data", "infrastructure", "product", "research")
_A_FIRMS_GROUP = "".join(rf"(?<!{what} )" for what in _OF_A_TEAM) + "group"
_KIND_OF_FIRM = (
    r"(?:leading|leader|global|world\S*|provider|company|start-?up|agency|firm|consultancy|manufacturer|supplier|"
    r"charity|"
    r"family\S*|fast-growing|award\S*|retailer|bank|maker|platform|hospital|school|restaurant|hotel|contractor|"
    rf"network|business|brand|{_A_FIRMS_GROUP})"
)
_EMPLOYER_FIRST = (
    rf"^(?:- )?(?:[A-Z][\w&.'-]+ ){{1,4}}(?:is|are) (?:an?|the|one of|\w+'s) (?:[\w'-]+[, ]+){{0,6}}?{_KIND_OF_FIRM}\b",
    r"^(?:- )?An? (?:[\w'-]+ ){1,4}"
    r"(?:company|agency|firm|consultancy|manufacturer|retailer|start-?up|charity|contractor)\b",
    r"^(?:- )?We(?:'re|\u2019re| are) (?:an?|the|one of|proud) (?!look|seek)",
    r"(?i:^(?:- )?we (?:help|speciali[sz]e in)\b)",
)
_EMPLOYER = (
    r"(?i:\b(?:founded|established) in\b|\bsince (?:19|20)\d\d\b|\bheadquartered\b|\bwe believe\b|\baward-winning\b)",
    r"(?i:\bour (?:mission|vision|products?|services|platform) (?:is|are|includes?|helps?|range)\b|\bfortune \d+)",
    r"(?i:\bleading (?:global )?(?:provider|supplier|manufacturer|maker|company)\b)",
    r"(?i:\b(?:we have|has|our) (?:\w+ ){0,3}\d[\d,]*\+? (?:employees|people|colleagues)\b)",
)
_SEEKS = re.compile(
    r"\b(?:looking|seek(?:s|ing)?|hiring|need(?:s|ed)?|requir(?:e[sd]?|ing)|recruit(?:s|ing)?|search(?:es|"
    r"ing)? for|must|"
    r"want(?:s|ed)?|you have|plus|preferred|responsib\w+)\b",
    re.IGNORECASE,
)
_OFFERED = _CUSTOMERS + _GIVEN


def _talk_of(offered: tuple[str, ...], about: tuple[str, ...]) -> re.Pattern[str]:
    label = r"(?P<label>^[\w' /&]{3,30}:)"
    return re.compile(rf"(?P<offered>(?i:{'|'.join(offered)}))|(?P<about>{'|'.join(about)})|{label}")


_FIRST = _talk_of(_GIVEN_FIRST, _EMPLOYER_FIRST)
_TALK = _talk_of(_OFFERED + _GIVEN_FIRST, _EMPLOYER + _EMPLOYER_FIRST)
# What may stand further on begins with a word: to look for one first is quicker than to try them all everywhere.
_LATER = re.compile(rf"\b(?=\w)(?:(?P<offered>(?i:{'|'.join(_OFFERED)}))|(?P<about>{'|'.join(_EMPLOYER)}))")


# One of these stands in whatever `_LATER` finds: to look for them is quicker still.
_CUES = (
    *("customer", "client", "users", "partners", "investors", "brands", "companies", "names ", "trusted by", "used by"),
    *("backed by", "featured in", "benefits ", "reimburse", "tuition ", "401", "paid time off", "pto", "gym member"),
    *("training", "we'll", "we will", "we can", "willing to", "health", "medical", "dental", "life ", "disability "),
    *("vision ", "employee ", "pension ", "company car", "annual leave", "bonus", "paid holiday", "free meals"),
    *("staff discount", "opportunit", "contribution", "subsidi", "without regard", "regardless of", "reasonable acc"),
    *("protected vet", "follow us", "visit us", "visit our", "founded in", "established in", "since ", "headquarter"),
    *("we believe", "award-winning", "our mission", "our vision", "our product", "our service", "our platform"),
    *("fortune ", "leading ", "employees", "people", "colleagues"),
)


def about_employer(sentence: str) -> Section | None:
    """OFFERED or ABOUT for a sentence on what the employer gives, has or is, and not on what the work asks for."""
    found = _found_talk(sentence[:_READ])
    if found is None:
        return None
    if found.lastgroup == "label":
        kind = announced(found[0])
        return kind if kind in (Section.OFFERED, Section.ABOUT) else _talk(sentence[found.end() :])
    return _talk(sentence)


def _found_talk(sentence: str) -> re.Match[str] | None:
    if not any_in(sentence, _CUES):
        return _FIRST.match(sentence)
    return _TALK.match(sentence) or _LATER.search(sentence)


def _talk(sentence: str) -> Section | None:
    found = _found_talk(sentence[:_READ])
    if found is None or found.lastgroup == "label":
        return None
    if found.lastgroup == "offered":
        return Section.OFFERED
    return None if _SEEKS.search(sentence[:_READ]) else Section.ABOUT
