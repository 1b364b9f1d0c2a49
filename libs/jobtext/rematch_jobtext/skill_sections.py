"""What a heading announces, and which sentences speak of the employer instead of the work."""

import re
from enum import Enum

from rematch_jobtext.windows import any_in

_LONGEST_HEADING = 60
_READ = 400


class Section(Enum):
    """What the lines under a heading, or a sentence by itself, are about."""

    ASKED = "asked"
    WISHED = "wished"
    OFFERED = "offered"
    ABOUT = "about"
    OTHER = "other"


_OFFERED = (
    r"(?:what )?(?:do )?we(?:'ll)? (?:can )?offer(?:ed)?|benefits?(?: package)?|perks|what you(?:'ll|"
    r" will)? (?:get(?! to)|receive|gain)|"
    r"what'?s in it(?: for you)?|why (?:join|work|us|you|choose)(?: (?:us|here|with us|for us))?|compensation|"
    r"salary|rewards?|"
    r"(?:das |was )?(?:wir )?bieten(?: wir)?|unser angebot|das erwartet dich|nous offrons|avantages|ofrecemos|"
    r"in return|our offer|(?:your|the) package|what's on offer|pay(?: rate)?|we provide|join us|extras"
)
_WISHED = (
    r"nice[- ]to[- ]haves?|good[- ]to[- ]haves?|bonus(?: points?| skills?)?|preferred|preferences?|preferably|"
    r"desirables?|desired|"
    r"ideally|a (?:big |huge )?plus|pluses|plus points|advantage\w*|assets?|stand out|sets? you apart|even better|"
    r"brownie points|extra credit|optional|beneficial|great if|would be (?:great|nice|good)|(?:would|we'd|"
    r"we'll) (?:also )?love|"
    r"von vorteil|w(?:\u00fc|ue)nschenswert|idealerweise|pluspunkte|souhait\u00e9|deseable|"
    r"wish ?list|not (?:required|essential)|additional skills|helpful|pluses?"
)
_ABOUT = (
    r"about (?!you\b|(?:the |this )?(?:role|job|position|opportunity|work|candidate))[\w&.'-]+(?: [\w&.'-]+){0,3}|"
    r"who we are|"
    r"our (?:story|company|mission|values|culture|customers|clients?|commitment|vision|history|business|team|"
    r"products?|services)|"
    r"(?:the )?company(?: (?:overview|description|profile|background|info\w*))?|"
    r"equal (?:employment )?opportunit(?:y|ies)(?: employer)?|"
    r"eeo(?: statement)?|diversity|inclusion|disclaimer|how to apply|(?:application|interview|hiring|"
    r"selection) process|"
    r"\u00fcber uns|wer wir sind|das unternehmen|qui sommes[- ]nous|sobre nosotros|"
    r"next steps|privacy(?: notice)?|what we do|legal notice|agency notice"
)
_ASKED = (
    r"requirements?|qualifications?|must[- ]haves?|what you(?:'ll)? (?:bring|need|have)|who you are|about you|"
    r"you have|skills?|"
    r"minimum|essentials?|what we(?:'re)?(?: are)? (?:look\w*|need|expect|want)|looking for|ideal candidate|"
    r"your profile|profile|"
    r"experience|person spec\w*|we need|education|you (?:bring|need)|required|knowledge|competenc\w+|credentials|"
    r"certifications?|licen[cs](?:es?|ures?)|tech(?:nology|nical)? stack|technologies|toolbox|our stack|abilities|"
    r"criteria|anforderungen|voraussetzungen|qualifikation(?:en)?|kenntnisse|profil(?: recherch\u00e9)?"
    r"|mitbring(?:st|en)|"
    r"das bring(?:st|en)|comp\u00e9tences|requisitos"
)
_OTHER = (
    r"(?:key )?(?:responsibilit\w+|accountabilities|duties|tasks)|(?:your|the) (?:mission|role|job|position|"
    r"challenge|opportunity|work)|"
    r"what you(?:'ll| will)?(?: be)? (?:do|doing)|day[- ]to[- ]day|job (?:summary|description|purpose)|summary|"
    r"overview|scope|"
    r"aufgaben(?:gebiet)?|t\u00e4tigkeiten|missions|funciones|"
    r"schedule|hours|location|details|in this role|tasks|mission"
)
_WORDS = {
    **{Section.OFFERED: _OFFERED, Section.WISHED: _WISHED, Section.ABOUT: _ABOUT},
    **{Section.ASKED: _ASKED, Section.OTHER: _OTHER},
}
_KINDS = tuple((kind, re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)) for kind, words in _WORDS.items())
_FILLERS = re.compile(
    r"\b(?:and|the|your|our|you|we|job|key|professional|technical|basic|other|for|this|role|position|to|be|"
    r"successful|will|"
    r"have|of|in|with|a|an|is|are|what|if|it|it's|that|would|so|candidates?|work|required|preferred|main|core|"
    r"general|dein|deine|ihr|ihre|du|sie|wir|und|mit|dir|ihnen|"
    r"additional|more|here|at|us|on|personal|soft|hard)\b|[\W\d_]+",
    re.IGNORECASE,
)
_CUSTOMERS = (
    r"\b(?:our|their|whose|many) (?:\w+ )?(?:customers?|clients?|users|partners|investors|brands)\b[^.]{0,40}?"
    r"\b(?:use|rely|include|including|run|such as|like|trust|range|span)\b",
    r"\b(?:customers|clients|companies|brands|names) (?:include|such as|like)\b",
    r"\b(?:trusted|used|backed) by\b|\bfeatured in\b|\balongside brands\b",
)
_GIVEN = (
    r"^(?:- )?(?:we|you)(?:'ll| will)? (?:also |can )?(?:offer|provide you|receive|get (?!to)|enjoy)\b",
    r"^(?:- )?(?:company[- ]paid|free|paid|employer[- ]paid|discounted|competitive (?:pay|salary|package|benefits))\b",
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
_KIND_OF_FIRM = (
    r"(?:leading|leader|global|world\S*|provider|company|start-?up|agency|firm|consultancy|manufacturer|supplier|"
    r"charity|"
    r"family\S*|fast-growing|award\S*|retailer|bank|maker|platform|hospital|school|restaurant|hotel|contractor|group|"
    r"network|business|brand)"
)
_EMPLOYER = (
    rf"^(?:- )?(?:[A-Z][\w&.'-]+ ){{1,4}}(?:is|are) (?:an?|the|one of|\w+'s) (?:[\w'-]+[, ]+){{0,6}}?{_KIND_OF_FIRM}\b",
    r"^(?:- )?An? (?:[\w'-]+ ){1,4}"
    r"(?:company|agency|firm|consultancy|manufacturer|retailer|start-?up|charity|contractor)\b",
    r"^(?:- )?We(?:'re|\u2019re| are) (?:an?|the|one of|proud) (?!look|seek)",
    r"(?i:\b(?:founded|established) in\b|\bsince (?:19|20)\d\d\b|\bheadquartered\b|\bwe believe\b|\baward-winning\b)",
    r"(?i:\bour (?:mission|vision|products?|services|platform) (?:is|are|includes?|helps?|range)\b|\bfortune \d+)",
    r"(?i:^(?:- )?we (?:help|speciali[sz]e in)\b)",
    r"(?i:\bleading (?:global )?(?:provider|supplier|manufacturer|maker|company)\b)",
    r"(?i:\b(?:we have|has|our) (?:\w+ ){0,3}\d[\d,]*\+? (?:employees|people|colleagues)\b)",
)
_SEEKS = re.compile(
    r"\b(?:looking|seek(?:s|ing)?|hiring|need(?:s|ed)?|requir(?:e[sd]?|ing)|recruit(?:s|ing)?|search(?:es|"
    r"ing)? for|must|"
    r"want(?:s|ed)?|you have|plus|preferred|responsib\w+)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    rf"(?P<offered>(?i:{'|'.join(_CUSTOMERS + _GIVEN)}))|(?P<about>{'|'.join(_EMPLOYER)})|"
    rf"(?P<label>^[\w' /&]{{3,30}}:)"
)


# One of these stands in whatever `_TALK` finds elsewhere than at the beginning: to look for them is quicker.
_TALK_CUES = (
    *("customer", "client", "users", "partners", "investors", "brands", "companies", "names ", "trusted by", "used by"),
    *("backed by", "featured in", "benefits ", "reimburse", "tuition ", "401", "paid time off", "pto", "gym member"),
    *("training", "we'll", "we will", "we can", "willing to", "health", "medical", "dental", "life ", "disability "),
    *("vision ", "employee ", "pension ", "company car", "annual leave", "bonus", "paid holiday", "free meals"),
    *("staff discount", "opportunit", "contribution", "subsidi", "without regard", "regardless of", "reasonable acc"),
    *("protected vet", "follow us", "visit us", "visit our", "founded in", "established in", "since ", "headquarter"),
    *("we believe", "award-winning", "our mission", "our vision", "our product", "our service", "our platform"),
    *("fortune ", "leading ", "employees", "people", "colleagues"),
)


def heading(text: str, start: int, end: int) -> Section | None:
    """What a line announces, if it is a heading."""
    line, after = text[start:end], text[end : end + 4]
    if not 0 < len(line) <= _LONGEST_HEADING or line.startswith("- "):
        return None
    label = line.endswith(":")
    if not label and (not after.startswith("\n") or line[-1] in ".!?,;"):
        return None
    kind = _kind(line)
    if label:
        return kind or Section.OTHER
    if kind is not None and _says_no_more(line):
        return kind
    # Any line that stands alone between empty ones, or right above a list, begins something new.
    alone = text[max(0, start - 2) : start] in ("", "\n\n") and after.startswith("\n\n")
    return kind or Section.OTHER if alone or after.lstrip("\n").startswith("- ") else None


def about_employer(sentence: str) -> Section | None:
    """OFFERED or ABOUT for a sentence on what the employer gives, has or is, and not on what the work asks for."""
    found = _found_talk(sentence[:_READ])
    if found is None:
        return None
    if found["label"] is not None:
        kind = _kind(found["label"])
        return kind if kind in (Section.OFFERED, Section.ABOUT) else _talk(sentence[found.end() :])
    return _talk(sentence)


def _found_talk(sentence: str) -> re.Match[str] | None:
    return _TALK.search(sentence) if any_in(sentence, _TALK_CUES) else _TALK.match(sentence)


def _talk(sentence: str) -> Section | None:
    found = _found_talk(sentence[:_READ])
    if found is None or found["label"] is not None:
        return None
    if found["offered"] is not None:
        return Section.OFFERED
    return None if _SEEKS.search(sentence[:_READ]) else Section.ABOUT


def _kind(line: str) -> Section | None:
    return next((kind for kind, words in _KINDS if words.search(line)), None)


def _says_no_more(line: str) -> bool:
    rest = line
    for _, words in _KINDS:
        rest = words.sub("", rest)
    return _FILLERS.sub("", rest) == ""
