"""Whether an ad requires a skill, would like it, or leaves it out: from the words around it, else from the heading."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rematch_jobtext.employer_talk import about_employer
from rematch_jobtext.skill_sections import LONGEST_HEADING, Section, heading
from rematch_jobtext.windows import any_in

# Begins with one of a few characters, so that all others are passed over quickly.
_SENTENCE_END = re.compile(
    r"[.!?\n](?:(?<=\n)\n*|(?<!\n)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bincl\.)(?<!\bvs\.)(?<!\bapprox\.)[ ]+)"
)
_SOFTENED = r"(?:plus|helpful|preferred|welcome|advantage|beneficial|bonus|nice|useful|desirable|asset|ideal|great)"
_DEGREE = r"(?:strong |big |huge |major |definite |real |distinct |significant |added |nice |great )?"
_PREFERRED = (
    r"(?:(?:is|are|would be) )?(?:nice[- ]to[- ]haves?|good[- ]to[- ]have)|would (?:like|love) (?!to\b)|"
    r"bonus points|ideally|"
    r"preferably|preferred|preference|desirable|desired|"
    rf"(?:(?:is|are|would be|considered|as) )?an? {_DEGREE}(?:plus|advantage|asset|bonus)|bonus|pluses|"
    r"advantageous|beneficial|(?:(?:is|are|would be|will be) )?(?:helpful|useful|welcome)|optional|extra credit|"
    r"(?:is|are|would be) (?:great|ideal|nice)|even better|brownie points|(?:plus|nice)(?=\s?:)|"
    r"(?:strongly )?encouraged|"
    r"von vorteil|w(?:\u00fc|ue)nschenswert|idealerweise|gern gesehen|(?:ein|un) plus|un atout|souhait(?:\u00e9"
    r"|able)e?s?|"
    r"deseables?|valorables?|se valorar\u00e1|"
    rf"(?:(?:is|are|was|be) ?)?(?:not|n't) (?:strictly |absolutely )?(?:required|essential|necessary|needed|a must|"
    rf"mandatory),? (?:but|though|although|however)"
    rf"\b[^.;\n]{{0,60}}?{_SOFTENED}"
)
_ABSENT = (
    r"(?:(?:is|are|was|do|does|will be) ?)?(?:not|n't) (?:strictly |absolutely |be )?(?:required|essential|"
    r"necessary|needed|"
    r"a must|mandatory|a requirement)|unnecessary|(?:is|are) not part of"
)
_LEFT_OUT = (
    r"no (?:prior |previous |formal |specific |particular |direct |\w+ )?(?:experience|knowledge|background|"
    r"qualifications?|"
    r"certifications?|skills?)(?: or \w+)?|(?:do not|don't|won't|will not) (?:need|require|use|work with|expect)|"
    r"no need (?:for|to)|"
    r"instead of|rather than|(?:moving|migrating|migrate|move) (?:away )?from"
)
_REQUIRED = r"must[- ]haves?|must|(?:(?:is|are) )?(?:required|essential|mandatory|necessary|needed)|requires?|a must"
_CUE = re.compile(
    rf"\b(?=\w)(?:(?P<preferred>{_PREFERRED})|(?P<absent>{_ABSENT})|(?P<left_out>{_LEFT_OUT})|(?P<required>{_REQUIRED}))\b"
    rf"|(?P<contracted>n't (?:required|needed|necessary|essential))\b",
    re.IGNORECASE,
)
# A cue stands before what it speaks of ("must have Go") or behind it ("Go is a plus"); some do both ("Preferred: Go").
_BEHIND = re.compile(
    r".*(?:plus|(?:is|are|be) (?:nice|good).to.have|advantage|asset|an? (?:\w+ )?bonus|advantageous|beneficial|"
    r"helpful|"
    r"useful|welcome|preferred|desirable|desired|required|essential|mandatory|necessary|needed|optional|a must|"
    r"(?:is|are|be) (?:great|ideal|nice|good)|(?:strongly )?encouraged|great|a requirement|not part of|unnecessary|"
    r"von vorteil|nschenswert|gern gesehen|un plus|un atout|souhait\w+|deseables?|valorables?)",
    re.IGNORECASE | re.DOTALL,
)
_TO_HAVE = re.compile(r"(?:to.haves?|ideally|preferably)$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[.,;!)\n]|but\b|$)")
_LABEL = re.compile(r"(?:\s\w+){0,2}\s?:")
_OTHER_CLAUSE = re.compile(r";|[\u2013\u2014](?!\s?$)|\bbut\b|\bwhile\b|\bwhereas\b")
_OTHER_CLAUSE_COST = 1000
_COMMA_COST = 8
_REACH = 300
_SHORT_REACH = 50
_READ = 400
_DENIED = re.compile(
    r"\b(?:no|without|not|instead of|rather than|nor)\s(?:any |prior |a |an |previous |need(?:ing)? )*"
    r"(?:(?:experience|knowledge) (?:in|of|with) )?$",
    re.IGNORECASE,
)
_STACK = re.compile(r"\b(?:we use|using|stack|built (?:in|with|on)|we work with|write|technolog)", re.IGNORECASE)


# One of these stands in whatever `_CUE` finds: to look for them is quicker.
_CUES = (
    *("to have", "to-have", "would like", "would love", "bonus", "ideal", "prefer", "desir", "plus", "advantage"),
    *("asset", "beneficial", "helpful", "useful", "welcome", "optional", "extra credit", "great", "nice"),
    *("even better", "brownie", "encouraged", "von vorteil", "nschenswert", "gern gesehen", "atout", "souhait"),
    *("deseable", "valorable", "se valorar", "not ", "n't ", "unnecessary", "no ", "instead of", "rather than"),
    *("moving ", "migrat", "move ", "must", "required", "essential", "mandatory", "necessary", "needed", "require"),
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that weigh; `weight` is None for what they leave out."""

    start: int
    end: int
    weight: bool | None
    behind: bool


class Sentence(NamedTuple):
    """One sentence or line, and what the heading above it announces (None: there is none)."""

    start: int
    end: int
    section: Section | None


class Reading:
    """What one sentence says of the skills in it: its cues, and whether it speaks of the employer only."""

    def __init__(self, text: str, sentence: Sentence) -> None:
        self._text = text
        self._sentence = sentence
        weighs = any_in(text[sentence.start : sentence.end], _CUES)
        said = _CUE.finditer(text, sentence.start, sentence.end) if weighs else ()
        self._cues = [_cue(text, sentence.start, cue) for cue in said]
        self._starts = [cue.start for cue in self._cues]
        self._talk = about_employer(text[sentence.start : min(sentence.end, sentence.start + _READ)])

    def weight(self, start: int) -> bool | None:
        """Required or not, by the nearest cue that can speak of the place, else by the heading; None: left out."""
        if _DENIED.search(self._text, max(self._sentence.start, start - _SHORT_REACH), start) is not None:
            return None
        reaching = [(_distance(self._text, cue, start), cue) for cue in self._near(start) if _reaches(cue, start)]
        # What stands behind looks back to its own clause only: "English; German is a plus".
        near = [
            (far, cue)
            for far, cue in reaching
            if far < _OTHER_CLAUSE_COST or (cue.weight is not None and not cue.behind)
        ]
        if near and self._talk is not Section.OFFERED:
            return min(near, key=lambda pair: pair[0])[1].weight
        return self._without_cue(self._talk or self._sentence.section)

    def _without_cue(self, section: Section | None) -> bool | None:
        if section is Section.OFFERED:
            return None
        if section is Section.ABOUT:
            start, end, _ = self._sentence
            return False if _STACK.search(self._text, start, min(end, start + _REACH)) else None
        return section is not Section.WISHED

    def _near(self, start: int) -> list[Cue]:
        first = bisect_left(self._starts, start - _REACH)
        return self._cues[first : bisect_left(self._starts, start + _REACH)]


def sentences(text: str) -> list[Sentence]:
    """The sentences of a clean text in order."""
    found: list[Sentence] = []
    section: Section | None = None
    start = 0
    for end, following in [*_ends(text), (len(text), 0)]:
        announced = heading(text, start, end) if end - start <= LONGEST_HEADING else None
        section = announced or section
        found.append(Sentence(start, end, section))
        start = following
    return found


def _ends(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence but the last ends, and where the next one begins."""
    for gap in _SENTENCE_END.finditer(text):
        start, end = gap.span()
        yield (start if text[start] == "\n" else start + 1), end


def _reaches(cue: Cue, position: int) -> bool:
    return cue.start >= position if cue.behind else cue.start < position


def _distance(text: str, cue: Cue, position: int) -> int:
    first, last = (position, cue.start) if cue.behind else (cue.end, position)
    other_clause = _OTHER_CLAUSE.search(text, first, last) is not None
    return last - first + _OTHER_CLAUSE_COST * other_clause + _COMMA_COST * text.count(",", first, last)


def _cue(text: str, start: int, found: re.Match[str]) -> Cue:
    leads = text[start : found.start()][-_REACH:].strip(" -") == "" or _LABEL.match(text, found.end()) is not None
    behind = not leads and _BEHIND.fullmatch(found[0]) is not None
    if _TO_HAVE.search(found[0]) is not None:  # "Go is nice to have." looks back, "it is nice to have Go" ahead
        behind = not leads and _ENDS.match(text, found.end()) is not None
    return Cue(found.start(), found.end(), _WEIGHTS[str(found.lastgroup)], behind or found["contracted"] is not None)


_WEIGHTS: dict[str, bool | None] = {
    "preferred": False,
    "required": True,
    "absent": None,
    "left_out": None,
    "contracted": None,
}
