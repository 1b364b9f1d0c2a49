"""What somebody has pasted, as the posting that it may be: as JSON, or as text with a title on its first line."""

import re
from typing import Any

import orjson

_FIELD = re.compile(
    r"\s*(?P<name>title|company|employer|location|place|city|salary|job title|position)\s*[:\uff1a]\s*(?P<value>\S.*)",
    re.I,
)
_NAMES = {
    **dict.fromkeys(("title", "job title", "position"), "title"),
    **dict.fromkeys(("company", "employer"), "company"),
    **dict.fromkeys(("location", "place", "city"), "location"),
    "salary": "salary_text",
}
_AT = re.compile(
    r"(?P<title>.{2,200}?)\s+(?:at|@|bei|chez)\s+(?P<company>[^,\u2013\u2014|]{2,120}?)(?:\s*[,\u2013\u2014|]\s*(?P<location>.{2,120}))?"
)
_PARTS = re.compile(r"\s+[\u2013\u2014|-]\s+")
_MOST_LINES, _LONGEST_TITLE = 8, 200
UNNAMED = "Company not named"


def posting_of(text: str, given: dict[str, str]) -> dict[str, Any]:
    """In RawJob's fields. What is given beside the text goes before what the text says."""
    told = {name: value.strip() for name, value in given.items() if value.strip()}
    if (fields := _json(text)) is not None:
        return {**fields, **told}
    found, rest = _headed(text)
    return {"title": "Untitled", "company": UNNAMED, "description": rest or text.strip(), **found, **told}


def _json(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return fields if isinstance(fields, dict) else None


def _headed(text: str) -> tuple[dict[str, str], str]:
    """What the first lines say of the ad, and the text without them."""
    lines = text.strip().splitlines()
    found: dict[str, str] = {}
    used = 0
    for place, line in enumerate(lines[:_MOST_LINES]):
        named = _FIELD.fullmatch(line)
        if named:
            found.setdefault(_NAMES[named["name"].lower()], named["value"].strip())
            used = place + 1
        elif line.strip() and "title" not in found and place == used:
            found.update(_titled(line.strip()))
            used = place + 1
    return found, "\n".join(lines[used:]).strip()


def _titled(line: str) -> dict[str, str]:
    """A first line: `Baker at Oven & Sons, Porto`, `Baker - Oven & Sons - Porto`, or a title alone."""
    if len(line) > _LONGEST_TITLE or line.startswith("<"):
        return {}
    if said := _AT.fullmatch(line):
        return {name: value.strip() for name, value in said.groupdict().items() if value}
    parts = _PARTS.split(line)
    return dict(zip(("title", "company", "location"), parts, strict=False)) if len(parts) in (2, 3) else {"title": line}


def looks_like_cv(text: str) -> bool:
    """Whether a text speaks of a person rather than of an opening."""
    mine = re.findall(
        r"\b(curriculum vitae|résumé|resume|cv|experience|education|references|my|i|i'm|am)\b", text.lower()
    )
    yours = re.findall(
        r"\b(you|your|we|our|us|apply|benefits|responsibilities|requirements|offer|join)\b", text.lower()
    )
    return len(mine) > len(yours)
