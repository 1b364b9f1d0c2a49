"""Whether an ad requires a skill or would like it: read from the words around it, else from the heading above."""

import re
from dataclasses import dataclass

_LONGEST_HEADING = 60
_SENTENCE_END = re.compile(r"(?<=[.!?])[ ]+|\n+")
_PREFERRED = (
    r"(?:(?:is|are|would be) )?(?:nice[- ]to[- ]haves?|good to have)|would like (?!to\b)|bonus points|ideally|"
    r"preferably|preferred|preference|desirable|desired|"
    r"(?:(?:is|are|would be|considered) )?an? (?:strong |big |definite |real )?(?:plus|advantage|asset|bonus)|bonus|"
    r"advantageous|beneficial|(?:(?:is|are|would be|will be) )?(?:helpful|useful|welcome)|optional|extra credit|"
    r"not (?:strictly )?(?:required|essential|necessary|a must)"
)
_REQUIRED = r"must[- ]haves?|must|(?:(?:is|are) )?(?:required|essential|mandatory|necessary|needed)|requires?|a must"
_CUE = re.compile(rf"\b(?:(?P<preferred>{_PREFERRED})|(?P<required>{_REQUIRED}))\b", re.IGNORECASE)
# A cue stands before what it speaks of ("must have Go") or behind it ("Go is a plus"); some do both ("Preferred: Go").
_BEHIND = re.compile(
    r".*(?:plus|(?:is|are|be) (?:nice|good).to.have|advantage|asset|an? (?:\w+ )?bonus|advantageous|beneficial|helpful|"
    r"useful|welcome|preferred|desirable|desired|required|essential|mandatory|necessary|needed|optional|a must)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:\s\w+){0,2}\s?:")
_OTHER_CLAUSE = re.compile(r"[;\u2013\u2014]|\bbut\b|\bwhile\b|\bwhereas\b")
_OTHER_CLAUSE_COST = 1000
_COMMA_COST = 8
_HEADING_LIKE = re.compile(r"[^.!?]+:?")


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    required: bool
    behind: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or line, its cues, and what the heading above it says (None: nothing)."""

    start: int
    end: int
    cues: tuple[Cue, ...]
    section: bool | None


def sentences(text: str) -> list[Sentence]:
    """The sentences of a clean text in order."""
    found: list[Sentence] = []
    section: bool | None = None
    start = 0
    for end, following in [(gap.start(), gap.end()) for gap in _SENTENCE_END.finditer(text)] + [(len(text), 0)]:
        line = text[start:end]
        cues = tuple(_cue(text, start, cue) for cue in _CUE.finditer(text, start, end))
        if _is_heading(line, text[end : end + 1]):
            section = cues[0].required if cues else None
        found.append(Sentence(start, end, cues, section))
        start = following
    return found


def is_required(text: str, sentence: Sentence, position: int) -> bool:
    """Decided by the nearest cue that can speak of the position, else by the heading; without a word, required."""
    distances = [(_distance(text, cue, position), cue.required) for cue in sentence.cues if _reaches(cue, position)]
    if distances:
        return min(distances)[1]
    return sentence.section is not False


def _reaches(cue: Cue, position: int) -> bool:
    return cue.start >= position if cue.behind else cue.start < position


def _distance(text: str, cue: Cue, position: int) -> int:
    first, last = (position, cue.start) if cue.behind else (cue.end, position)
    other_clause = _OTHER_CLAUSE.search(text, first, last) is not None
    return last - first + _OTHER_CLAUSE_COST * other_clause + _COMMA_COST * text.count(",", first, last)


def _cue(text: str, start: int, found: re.Match[str]) -> Cue:
    leads = text[start : found.start()].strip(" -") == "" or _LABEL.match(text, found.end()) is not None
    behind = not leads and _BEHIND.fullmatch(found[0]) is not None
    return Cue(found.start(), found.end(), found["required"] is not None, behind)


def _is_heading(line: str, after: str) -> bool:
    if not 0 < len(line) <= _LONGEST_HEADING or line.startswith("- "):
        return False
    return line.endswith(":") or (after == "\n" and _HEADING_LIKE.fullmatch(line) is not None)
