"""Where somebody learnt: the lines of a CV that tell of schools, degrees and trainings."""

import re
from collections.abc import Iterator, Sequence

_LONGEST, _LONGEST_HEADING, _MOST = 200, 60, 20
_HEADING = re.compile(r"[^\W\d_][\w &/,'()-]{2,58}:?")
_LEARNING = re.compile(
    r"education|academic|qualification|studies|degrees?\b|training|schooling|ausbildung|studium|bildungsweg|abschl|\bformation",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"\b(?:ph\.?d|doctorate|doctor of|d\.?phil|masters?'?s? (?:of|in|degree|thesis)|master's|bachelor(?:'s|s)?|"
    r"m\.?sc|b\.?sc|m\.?eng|b\.?eng|"
    r"mba|ll\.?[bm]|b\.?a\.(?=\W)|m\.?a\.(?=\W)|diploma?|diplom-\w+|associate degree|a-levels?|abitur|gcse|matura|"
    r"baccalaur\w+|magister|staatsexamen|apprenticeship|gesellenbrief|meisterbrief)",
    re.IGNORECASE,
)
_SCHOOL = re.compile(
    r"\b(?:university|college|polytechnic|institute of technology|hochschule|universit\w+|fachhochschule|gymnasium|"
    r"[eé]cole|universidad|high school|academy of)\b",
    re.IGNORECASE,
)


def education_in(lines: Sequence[str]) -> list[int]:
    """Which of the lines tell of it, by their place."""
    return list(_told(lines))[:_MOST]


def _told(lines: Sequence[str]) -> Iterator[int]:
    learning = False
    for place, line in enumerate(lines):
        bare = line.strip()
        if _is_heading(bare):
            learning = bool(_LEARNING.search(bare))
        elif 3 < len(bare) <= _LONGEST and (_DEGREE.search(bare) or (learning and _SCHOOL.search(bare))):
            yield place


def _is_heading(line: str) -> bool:
    """A short line that names a part of the CV, and no school."""
    words = line.split()
    short = len(line) <= _LONGEST_HEADING and 0 < len(words) <= 4
    return bool(short and _HEADING.fullmatch(line) and not (_DEGREE.search(line) or _SCHOOL.search(line)))
