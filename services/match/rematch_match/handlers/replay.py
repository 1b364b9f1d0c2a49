"""Replay what was told of a match, from what the audit noted."""

from collections.abc import Mapping
from typing import Any

from rematch_match.domain.pairs import PairKey
from rematch_match.domain.replaying import UnknownProfile, replay
from rematch_match.ports.audits import Audits, Noted

_NOTHING = {
    "known": "Nothing was ever told of this pair.",
    "erased": "The person has been forgotten: nothing leads from them to what was noted.",
    "unknown": "Nobody of this name is known, and nothing was ever told of this pair.",
}


async def explain(audits: Audits, key: PairKey) -> Mapping[str, Any]:
    """Every version that was told, newest first, each with the score that its inputs give today."""
    noted = await audits.of(key)
    if not noted:
        return {"told": [], "text": _NOTHING[await audits.standing(key)]}
    return {"told": [_version(one) for one in reversed(noted)], "text": None}


def _version(noted: Noted) -> Mapping[str, Any]:
    replayed, why = _again(noted)
    return {
        "version": noted.version,
        "told_at": noted.told_at,
        "trigger": noted.trigger,
        "score": noted.score,
        "replayed": replayed,
        "equal": replayed == noted.score,
        "why_not": why,
        "factors": noted.factors,
        "versions": noted.versions,
    }


def _again(noted: Noted) -> tuple[float | None, str | None]:
    try:
        return replay(noted.inputs), None
    except UnknownProfile as unknown:
        return None, str(unknown)
