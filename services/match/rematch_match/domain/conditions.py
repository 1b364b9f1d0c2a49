"""What an ad demands in its prose beyond skill, and what somebody says that they can't do: permits and hours."""

import re

from rematch_match.domain.credentials import UNLICENSED

PERMIT, NIGHTS, WEEKENDS, AWAY, LICENCE = "permit", "nights", "weekends", "away", "licence"
CONDITIONS = (PERMIT, NIGHTS, WEEKENDS, AWAY, LICENCE)
_PASS = r"(?:visas?|work permit|employment pass|(?:new|work) pass|work authori[sz]ation)"
_LICENCE = (
    r"(?<!driving )(?<!driver )(?<!driver's )\b(?:licen[cs]ed?|registration|registered|admission|admitted|clearance)\b"
)
# "Application lodged? We can wait": then it isn't asked for today.
_WAITS = re.compile(
    r"\b(?:can|will|happy to) wait\b|\b(?:lodged|under way|underway|pending|in progress|applied for)[^.;\n]{0,30}"
    r"\b(?:ok|fine|welcome|considered|accepted|enough|will do)\b",
    re.IGNORECASE,
)

# In the order of CONDITIONS.
_LACKS = (
    rf"\b(?:needs?|needing|requir\w+|asks? for|seek\w*|must find)\b(?! no\b)[^.;]{{0,50}}\b(?:{_PASS}|sponsor\w*)\b"
    rf"|\bwithout (?:an? )?(?:(?:us|uk|eu|american|british) )?(?:status|{_PASS})\b"
    rf"|\bno (?:(?:us|uk|eu|dutch|german) )?{_PASS}\b|\bsponsored (?:work )?visa\b|\bvisa support\b"
    r"|\bvisa\b[^.;]{0,40}\b(?:tied to|limit per employer)|\bworking holiday visa\b"
    r"|\bwants? [^.;]{0,40}\b(?:with|on) an? (?:employment pass|[\w ]{0,20}visa)\b"
    r"|\bmove to [^.;]{0,30} on an employment pass\b|\bopen to [^.;]{0,40}with sponsorship\b",
    r"\bno (?:more )?nights?\b|\b(?:days|mornings|afternoons) only\b|\bday shifts? only\b|\bnight work is not\b"
    r"|\b(?:cannot|can't|won't|not) (?:do|work) (?:\w+ ){0,2}nights?\b"
    r"|\bonly (?:\w+ ){0,3}(?:9|nine|eight|8) (?:to|and) \w+"
    r"|\bbetween \w+ and \w+ only\b|\bavailable (?:9|8|nine|eight) (?:to|till|until|-) ?\w+",
    r"\bno (?:more )?(?:nights or )?weekends?\b|\bnights or weekends at all\b|\bweekdays only\b"
    r"|\b(?:every|each) second weekend only\b|\bdoes not want weekend|\b(?:cannot|can't|won't) (?:do|work) weekends",
    r"\b(?:must be|be|needs? to be|only) home (?:each|every) (?:night|evening)\b|\bhome (?:daily|every night) only\b"
    r"|\bno (?:overnight|nights out|otr|tramping)\b|\bnot (?:go )?(?:over the road|tramping)\b",
    UNLICENSED,
)
_ASKS = (
    r"\bright to work\b|\b(?:authori[sz]ed|allowed|able|entitled) to work in\b|\bauthori[sz]ed to work\b"
    r"|\bwork(?:ing)? (?:authori[sz]ation|rights)\b|\bwork permit for\b"
    r"|\bcitizens?(?:hip)? (?:and|or) (?:prs?\b|permanent)"
    r"|\bsingaporeans? or prs?\b"
    r"|\b(?:citizens|singaporeans?|prs?)[^.;\n]{0,30}\bonly\b|\bno new overseas\b|\bwithout sponsorship\b"
    r"|\b(?:no|not|cannot|can[\u2019']t|unable)\b[^.;\n]{0,45}\bsponsor\w*",
    r"\bmust[^.;\n]{0,40}\bnights?\b|\bnights? (?:are|is) (?:the job|a must|required)\b|\bnights? out of seven\b",
    r"\b(?:every|both) weekends?\b|\bmust[^.;\n]{0,50}\bweekends?\b|\bweekends?[^.;\n]{0,20}\b(?:a must|no exceptions)",
    r"\bout (?:monday|\d+ ?(?:to|-) ?\d+ days)\b|\bnights? out\b|\bover the road\b",
    rf"\b(?:must|valid|current|requir\w+|active|needs?|hold|insist|full)\b[^.;\n]{{0,40}}\b{_LICENCE}"
    rf"|{_LICENCE}[^.;\n]{{0,40}}\b(?:must|required|valid|mandatory|condition|in hand|insist|essential)\b",
)
_TITLES = ("", r"\b(?:nights?|overnight|nachtschicht)\b", r"\bweekends?\b(?! off)", r"\bregional\b|\botr\b|\btramp", "")
_HOME_WEEKENDS = re.compile(r"\bhome (?:on |every |each )?weekends?\b|\bweekends? (?:home|off)\b", re.IGNORECASE)
# What they will be licensed for is what they come to learn.
_TRAINEES = re.compile(r"\b(?:trainee|apprentice\w*|graduates?|grads?|azubi|ausbildung)\b", re.IGNORECASE)
_SPONSORS = re.compile(
    r"\bwe (?:do |can |are able to |also )?sponsor\b|(?<!not )\ba recogni[sz]ed sponsor\b"
    r"|\bvisa (?:is |and \w+ )?(?:provided|paid)\b"
    r"|\bsponsorship (?:is |for [^.]{0,40} is )?(?:possible|available)\b|\bvisa ok\b",
    re.IGNORECASE,
)


def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str] | None, ...]:
    return tuple(re.compile(each, re.IGNORECASE) if each else None for each in patterns)


_LACKING, _ASKING, _TITLED = _compiled(_LACKS), _compiled(_ASKS), _compiled(_TITLES)


def demanded(title: str, text: str) -> tuple[str, ...]:
    """The conditions that an opening makes."""
    told = _HOME_WEEKENDS.sub(" ", title)
    found = [
        name
        for name, asking, titled in zip(CONDITIONS, _ASKING, _TITLED, strict=True)
        if _in(asking, text) or _in(titled, told)
    ]
    if _TRAINEES.search(title):
        found = [name for name in found if name != LICENCE]
    waived = {name for name, waiving in ((PERMIT, _SPONSORS), (LICENCE, _WAITS)) if waiving.search(text)}
    return tuple(name for name in found if name not in waived)


def refused(text: str) -> tuple[str, ...]:
    """Those that somebody says they don't meet."""
    return tuple(name for name, pattern in zip(CONDITIONS, _LACKING, strict=True) if _in(pattern, text))


def bits(names: tuple[str, ...]) -> int:
    return sum(1 << CONDITIONS.index(name) for name in names if name in CONDITIONS)


def _in(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
