"""How well somebody speaks a language, and how well an ad wants it spoken."""

import re
from collections.abc import Collection, Iterator

_NAMES = {
    "english": r"english|englisch\w*|anglais|engels",
    "german": r"german|deutsch\w*|allemand|duits",
    "french": r"french|fran[c\u00e7]ais\w*|franz\u00f6sisch\w*|frans",
    "spanish": r"spanish|espa[n\u00f1]ol",
    "italian": r"italian|italiano",
    "dutch": r"dutch|nederlands\w*|niederl\u00e4ndisch\w*",
    "portuguese": r"portuguese",
    "polish": r"polish",
    "swedish": r"swedish|svenska",
    "danish": r"danish",
    "norwegian": r"norwegian",
    "czech": r"czech",
    "japanese": r"japanese",
    "arabic": r"arabic|arabisch",
    "mandarin": r"mandarin",
}
_NAMED = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _NAMES.items()), re.IGNORECASE)
FLUENT, WORKING, BASIC = 5, 3, 1
# Who needs no more than this learns it on the way.
_NOT_ENOUGH = 2
_CEFR = {"a1": 1, "a2": 2, "b1": 3, "b2": 4, "c1": 5, "c2": 6}
_GRADES = (
    (re.compile(r"\b([abc][12])\b", re.IGNORECASE), None),
    (re.compile(r"\bnative|muttersprach\w*|mother tongue|langue maternelle|moedertaal", re.IGNORECASE), 6),
    (
        re.compile(
            r"\bfluent\w*|verhandlungssicher\w*|flie\u00dfend\w*|courant|perfect\w*|sehr gut\w*"
            r"|excellent|vloeiend\w*|indispensable|bilingual",
            re.IGNORECASE,
        ),
        FLUENT,
    ),
    (
        re.compile(
            r"\b(?:basic|basics|beginner\w*|little|rusty|school|learning|some|no|not|grundkenntnisse)\b"
            r"|\ba bit of\b",
            re.IGNORECASE,
        ),
        BASIC,
    ),
    (re.compile(r"\bgood|gut\w*|solid|conversational|speak\w*|spoken|parl\u00e9", re.IGNORECASE), 4),
)
_AROUND = 28
# A text without a full stop is no sentence: looking through all of it for every language would never end.
_BEFORE, _AFTER = 60, 300
_BREAK = re.compile(r"[,.;|\n\u2022()]|\band\b|\bund\b|\bet\b", re.IGNORECASE)
_OPTIONAL = re.compile(
    r"\b(?:nice|plus|asset|handy|helps?|helpful|advantage|not (?:needed|required|necessary)|even more|preferred|bonus"
    r"|von vorteil|nicht n\u00f6tig|appreciated|better)\b",
    re.IGNORECASE,
)
_LABOUR = re.compile(
    r"^(?:[- ]?(?:labou?r|law|market|customers?|grocery|university|citizen|team|clients?|bar)\b)", re.IGNORECASE
)


_FLUENCY = re.compile(rf"(?:{'|'.join(_NAMES)})-c[12]")
_ASSUMED = "english"
_NOTHING_ELSE = re.compile(r"\b(?:english only|only english|english[- ]speaking)\b", re.IGNORECASE)


def is_fluency(skill: str) -> bool:
    """Whether it is a language spoken as those who grew up with it do, "german-c1"."""
    return _FLUENCY.fullmatch(skill) is not None


def asked_tongues(text: str) -> frozenset[str]:
    """As skills."""
    return frozenset(_skill(name, level) for name, level in wanted_by(text).items() if name != _ASSUMED)


def spoken_tongues(text: str, at_home: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """As skills: those spoken, and those that are not spoken well enough for work.

    `at_home`: skills of the place that somebody lives in and of the text itself. English is taken for spoken, too,
    where nothing says otherwise.
    """
    told = known_by(text)
    spoken = {_skill(name, at) for name, level in told.items() for at in (WORKING, FLUENT) if level >= at}
    lacked = {_skill(name, at) for name, level in told.items() for at in (WORKING, FLUENT) if level < at}
    natural = () if _NOTHING_ELSE.search(text) else at_home
    for skill in (*natural, f"{_ASSUMED}-language"):
        name = skill.removesuffix("-language")
        if name not in told:
            spoken |= {_skill(name, WORKING), _skill(name, FLUENT)}
    return frozenset(spoken), frozenset(lacked)


def _skill(name: str, level: int) -> str:
    return f"{name}-c1" if level >= FLUENT else f"{name}-language"


def known_by(text: str) -> dict[str, int]:
    """By language, the level that somebody claims, from 1 to 6; the best of several."""
    found: dict[str, int] = {}
    for name, level, _ in _said(text):
        if level is not None:
            found[name] = max(level, found.get(name, level))
    return found


def wanted_by(text: str) -> dict[str, int]:
    """By language, the level that an ad demands of whoever does the work; not what it would merely like."""
    found: dict[str, int] = {}
    for name, level, line in _said(text):
        if level is not None and level > _NOT_ENOUGH and not _OPTIONAL.search(line):
            found[name] = max(level, found.get(name, level))
    return found


def _said(text: str) -> Iterator[tuple[str, int | None, str]]:
    for hit in _NAMED.finditer(text):
        if _LABOUR.match(text[hit.end() : hit.end() + _AROUND]):
            continue
        before = _BREAK.split(text[max(0, hit.start() - _AROUND) : hit.start()])[-1]
        after = text[hit.end() : hit.end() + _AROUND]
        near = _BREAK.split(after.lstrip(" ("))[0]
        yield str(hit.lastgroup), _level(near) or _level(before), _sentence(text, hit.start(), hit.end())


def _level(words: str) -> int | None:
    for pattern, level in _GRADES:
        if hit := pattern.search(words):
            return level if level is not None else _CEFR[hit[1].casefold()]
    return None


def _sentence(text: str, start: int, end: int) -> str:
    before = re.split(r"[.;\n\u2022]", text[max(0, start - _BEFORE) : start])[-1]
    after = re.split(r"[.;,\n\u2022]", text[end : end + _AFTER])[0]
    return before + text[start:end] + after
