"""What a heading announces."""

import re
from enum import Enum

LONGEST_HEADING = 60


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
    r"what(?:'?s| is) in it(?: for you)?|what we give you|on offer|"
    r"(?:your|our) advantages|why you will like it(?: here)?|"
    r"why (?:join|work|us|you|choose)(?: (?:us|here|with us|for us))?|compensation|"
    r"salary|rewards?|"
    r"(?:das |was )?(?:wir )?bieten(?: wir)?|unser angebot|das erwartet dich|nous offrons|avantages|ofrecemos|"
    r"(?:unsere|deine|ihre) (?:leistungen|vorteile|benefits)|nous (?:vous )?(?:offrons|proposons)|beneficios|"
    r"wat (?:bieden wij|wij bieden|krijg je)|wij bieden|ons aanbod|arbeidsvoorwaarden|"
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
    r"about (?!you\b|(?:the |this )?(?:role|job|post|position|opportunity|work|candidate))[\w&.'-]+(?: [\w&.'-]+){0,3}|"
    r"who we are(?! looking)|some words on|"
    r"our (?:story|company|mission|values|culture|customers|clients?|commitment|vision|history|business|team|"
    r"products?|services)|"
    r"(?:the )?company(?: (?:overview|description|profile|background|info\w*))?|"
    r"equal (?:employment )?opportunit(?:y|ies)(?: employer)?|"
    r"eeo(?: statement)?|diversity|inclusion|disclaimer|how to apply|(?:application|interview|hiring|"
    r"selection) process|"
    r"\u00fcber uns|wer wir sind|das unternehmen|qui sommes[- ]nous|sobre nosotros|"
    r"das sind wir|unternehmen|hinweise?|bewerbung|l'entreprise|notre entreprise|diversit\u00e9|postuler|candidature|"
    r"qui\u00e9nes somos|la empresa|igualdad|diversidad|over ons|wie (?:wij zijn|zijn wij)|het bedrijf|solliciteren|"
    r"sollicitatieprocedure|similar jobs|"
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
    r"das bring(?:st|en)|comp\u00e9tences|requisitos|perfil|wat (?:vragen wij|breng je)|wij vragen|functie-?eisen|"
    r"profiel|wie ben jij"
)
_OTHER = (
    r"(?:key )?(?:responsibilit\w+|accountabilities|duties|tasks)|(?:your|the) (?:mission|role|job|position|"
    r"challenge|opportunity|work)|"
    r"what you(?:'ll| will)?(?: be)? (?:do|doing)|day[- ]to[- ]day|job (?:summary|description|purpose)|summary|"
    r"overview|scope|"
    r"aufgaben(?:gebiet)?|t\u00e4tigkeiten|missions|funciones|responsabilidades|stelle|le poste|el puesto|"
    r"wat ga je doen|functieomschrijving|taken|werkzaamheden|"
    r"schedule|hours|location|details|in this role|tasks|mission"
)
_WORDS = {
    **{Section.OFFERED: _OFFERED, Section.WISHED: _WISHED, Section.ABOUT: _ABOUT},
    **{Section.ASKED: _ASKED, Section.OTHER: _OTHER},
}
_KINDS = tuple((kind, re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE)) for kind, words in _WORDS.items())
_VALUE = re.compile(r":\W*\s\W*\w")
_FILLERS = re.compile(
    r"\b(?:and|the|your|our|you|we|job|key|professional|technical|basic|other|for|this|role|position|to|be|"
    r"successful|will|"
    r"have|of|in|with|a|an|is|are|what|if|it|it's|that|would|so|candidates?|work|required|preferred|main|core|"
    r"general|dein|deine|ihr|ihre|du|sie|wir|und|mit|dir|ihnen|"
    r"unsere?|das|nos|vos|notre|votre|vous|le|la|les|el|tus?|qu\u00e9|lo|que|te|wat|wij|je|jij|jouw|onze?|de|het|"
    r"additional|more|here|at|us|on|personal|soft|hard)\b|[\W\d_]+",
    re.IGNORECASE,
)


def heading(text: str, start: int, end: int) -> Section | None:
    """What a line announces, if it is a heading."""
    line, after = text[start:end], text[end : end + 4]
    if not 0 < len(line) <= LONGEST_HEADING or line.startswith("- "):
        return None
    label = line.endswith(":")
    if not label and (not after.startswith("\n") or line[-1] in ".!,;"):
        return None
    # "Salary: 40,000" ends what stands above it, and says nothing of what stands below.
    kind = None if _VALUE.search(line) else announced(line)
    if label:
        return kind or Section.OTHER
    if kind is not None and _says_no_more(line):
        return kind
    # Any line that stands alone between empty ones, or right above a list, begins something new, unless it asks.
    alone = text[max(0, start - 2) : start] in ("", "\n\n") and after.startswith("\n\n")
    begins = (alone or after.lstrip("\n").startswith("- ")) and not line.endswith("?")
    return kind or Section.OTHER if begins else None


def announced(line: str) -> Section | None:
    """The kind of section that the words of a line speak of."""
    return next((kind for kind, words in _KINDS if words.search(line)), None)


def _says_no_more(line: str) -> bool:
    rest = line
    for _, words in _KINDS:
        rest = words.sub("", rest)
    return _FILLERS.sub("", rest) == ""
