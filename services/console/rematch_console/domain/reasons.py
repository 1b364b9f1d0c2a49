"""Why an ad is where it is, as a sentence: third ad of this opening: same text as indeed:123, city agrees."""

from collections.abc import Mapping, Sequence
from typing import Any

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_BY = {
    "source_id": "the same id as {like}",
    "text_hash": "same text as {like}",
    "text": "{share} of the text shared with {like}",
    "grey": "nearly like {like}: {probable} probable",
    "verdict": "somebody said that it is the same as {like}",
    "none": "like no other ad that was known",
}
_DOUBTS = "{doubts} speaks against it, too little to count"


def ordinal(place: int) -> str:
    """1 is first, 11 is 11th."""
    if 1 <= place <= len(_ORDINALS):
        return _ORDINALS[place - 1]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def reason(ad: Mapping[str, Any], place: int) -> str:
    """Of an ad as dedup tells it, the how manieth of its opening."""
    why = ad.get("why") or {}
    evidence = why.get("evidence") or {}
    head = f"{ordinal(place)} ad of this opening"
    if why.get("like") is None:
        return f"{head}: {_BY['none']}" if place == 1 else f"{head}"
    agreed = _names(evidence.get("agree"))
    told = [_by(why, evidence), *_agreeing(agreed), *_doubting(evidence.get("doubts"))]
    return f"{head}: {(', ' if len(agreed) == 1 else '; ').join(told)}"


def _by(why: Mapping[str, Any], evidence: Mapping[str, Any]) -> str:
    like = why["like"]
    name = f"{like.get('source')}:{like.get('external_id')}"
    share = f"{float(evidence.get('shared_text') or why.get('similarity') or 0):.0%}"
    probable = f"{float(evidence.get('probability') or why.get('similarity') or 0):.0%}"
    pattern = _BY.get(str(why.get("stage")), "like {like}")
    return pattern.format(like=name, share=share, probable=probable)


def _agreeing(names: Sequence[str]) -> list[str]:
    return [f"{_all_of(names)} {'agrees' if len(names) == 1 else 'agree'}"] if names else []


def _doubting(doubts: Sequence[str] | str | None) -> list[str]:
    names = _names(doubts)
    return [_DOUBTS.format(doubts=_all_of(names))] if names else []


def _names(told: Sequence[str] | str | None) -> list[str]:
    """In one record they are a list, in the other a text with commas."""
    parts = told.split(",") if isinstance(told, str) else told or ()
    return [str(part).strip() for part in parts if str(part).strip()]


def _all_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
