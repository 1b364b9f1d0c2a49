"""The ids that an employer's own system gave to an opening, as a title or a text tells them."""

import re

from rematch_jobtext.plain import block, line
from rematch_jobtext.title_noise import REQUISITION
from rematch_jobtext.windows import finds, windows

_LONGEST_TITLE, _LONGEST = 300, 20_000
_MOST = 10
_SHORTEST, _LONGEST_ID = 3, 20
# In a running text only a label makes a number an id.
_LABELLED = re.compile(
    r"\b(?:(?:job|req(?:uisition)?|position|posting|vacancy|opening|stellen|reference|referenz|ref)[\s-]?"
    r"(?:id(?:entifier)?|no|nr|nummer|number|code|ref(?:erence)?)\b|requisition\b|req\b|job\s?(?=#)|ref(?:erence|erenz)?\b"
    r"|kennziffer|referenznummer|stellennummer|r[\u00e9e]f(?:[\u00e9e]rence)?|referencia|vaga)\.?(?:\s(?:number|no\.?|id|code)\b)?\s?(?:is\s|ist\s|[#:.\uff1a-])?\s?[#:]?\s?"
    r"(?P<code>[A-Z]{0,6}[-_/]?\d[A-Z0-9]*(?:[-_/][A-Z0-9]+){0,4})(?![\w%])",
    re.IGNORECASE,
)
_CUES = ("job", "req", "ref", "position", "posting", "vacancy", "opening", "kennziffer", "stellen", "r\u00e9f", "vaga")
_LABEL = re.compile(r"^(?:REQ|REF|JOB|ID|NO|VAC)(?=\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SEPARATORS = re.compile(r"[^A-Z0-9]")


def requisition_ids(title: str, text: str = "") -> frozenset[str]:
    """Every id in one spelling: "REQ-1234", "Job ID: 1234" and "#1234" are 1234, "JR-00321" is JR00321."""
    said = [code for found in REQUISITION.finditer(line(title, _LONGEST_TITLE)) for code in found.groups() if code]
    text = block(text, _LONGEST)
    said += [found["code"] for found in finds(_LABELLED, text, windows(text, _CUES, 2, 60))]
    return frozenset(known for code in said[:_MOST] if (known := _spelt(code)) is not None)


def _spelt(code: str) -> str | None:
    bare = _LABEL.sub("", _SEPARATORS.sub("", code.upper()))
    # "Kennziffer 95" is an entry of a driving licence, a long number a telephone's.
    return None if not _SHORTEST <= len(bare) <= _LONGEST_ID or _YEAR.fullmatch(bare) else bare
