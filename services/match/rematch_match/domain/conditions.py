"""What an ad demands in its prose beyond skill, and what somebody says that they can't do: permits and hours."""

import re

PERMIT, NIGHTS, WEEKENDS, AWAY = "permit", "nights", "weekends", "away"
CONDITIONS = (PERMIT, NIGHTS, WEEKENDS, AWAY)
_PASS = r"(?:visas?|work permit|employment pass|(?:new|work) pass|work authori[sz]ation)"

# In the order of CONDITIONS.
_LACKS = (
    rf"\b(?:needs?|needing|requir\w+|asks? for|seek\w*|must find)\b(?! no\b)[^.;]{{0,50}}\b(?:{_PASS}|sponsor\w*)\b"
    rf"|\bwithout (?:an? )?(?:(?:us|uk|eu|american|british) )?(?:status|{_PASS})\b"
    rf"|\bno (?:(?:us|uk|eu|dutch|german) )?{_PASS}\b|\bsponsored (?:work )?visa\b|\bvisa support\b"
    r"|\bvisa\b[^.;]{0,40}\b(?:tied to|limit per employer)|\bworking holiday visa\b"
    r"|\bwants? [^.;]{0,40}\b(?:with|on) an? (?:employment pass|[\w ]{0,20}visa)\b"
    r"|\bmove to [^.;]{0,30} on an employment pass\b|\bopen to [^.;]{0,40}with sponsorship\b",
    r"\bno (?:more )?nights?\b|\b(?:days|mornings|afternoons) only\b|\bday shifts? only\b|\bnight work is not\b"
    r"|\b(?:cannot|can't|won't|not) (?:do|work) (?:\w+ ){0,2}nights?\b|\bonly (?:\w+ ){0,3}(?:9|nine|eight|8) (?:to|and) \w+"
    r"|\bbetween \w+ and \w+ only\b|\bavailable (?:9|8|nine|eight) (?:to|till|until|-) ?\w+",
    r"\bno (?:more )?(?:nights or )?weekends?\b|\bnights or weekends at all\b|\bweekdays only\b"
    r"|\b(?:every|each) second weekend only\b|\bdoes not want weekend|\b(?:cannot|can't|won't) (?:do|work) weekends",
    r"\b(?:must be|be|needs? to be|only) home (?:each|every) (?:night|evening)\b|\bhome (?:daily|every night) only\b"
    r"|\bno (?:overnight|nights out|otr|tramping)\b|\bnot (?:go )?(?:over the road|tramping)\b",
)
_ASKS = (
    r"\bright to work\b|\b(?:authori[sz]ed|allowed|able|entitled) to work in\b|\bauthori[sz]ed to work\b"
    r"|\bwork(?:ing)? (?:authori[sz]ation|rights)\b|\bwork permit for\b|\bcitizens?(?:hip)? (?:and|or) (?:prs?\b|permanent)"
    r"|\b(?:citizens|singaporeans?|prs?)[^.;\n]{0,30}\bonly\b|\bno new overseas\b|\bwithout sponsorship\b"
    r"|\b(?:no|not|cannot|can[\u2019']t|unable)\b[^.;\n]{0,45}\bsponsor\w*",
    r"\bmust[^.;\n]{0,40}\bnights?\b|\bnights? (?:are|is) (?:the job|a must|required)\b|\bnights? out of seven\b",
    r"\b(?:every|both) weekends?\b|\bmust[^.;\n]{0,50}\bweekends?\b|\bweekends?[^.;\n]{0,20}\b(?:a must|no exceptions)",
    r"\bout (?:monday|\d+ ?(?:to|-) ?\d+ days)\b|\bnights? out\b|\bover the road\b",
)
_TITLES = ("", r"\b(?:nights?|overnight|nachtschicht)\b", r"\bweekends?\b(?! off)", r"\bregional\b|\botr\b|\btramp")
_HOME_WEEKENDS = re.compile(r"\bhome (?:on |every |each )?weekends?\b|\bweekends? (?:home|off)\b", re.IGNORECASE)
_SPONSORS = re.compile(
    r"\bwe (?:do |can |are able to |also )?sponsor\b|(?<!not )\ba recogni[sz]ed sponsor\b|\bvisa (?:is |and \w+ )?(?:provided|paid)\b"
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
    return tuple(name for name in found if name != PERMIT or not _SPONSORS.search(text))


def refused(text: str) -> tuple[str, ...]:
    """Those that somebody says they don't meet."""
    return tuple(name for name, pattern in zip(CONDITIONS, _LACKING, strict=True) if _in(pattern, text))


def bits(names: tuple[str, ...]) -> int:
    return sum(1 << CONDITIONS.index(name) for name in names if name in CONDITIONS)


def _in(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is not None and pattern.search(text) is not None
