"""What would happen to a text that was pasted, in the order in which the services would see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["posting", "cv"]
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What one service says; or why it says nothing: not asked of a key without the scope, or away."""

    service: str
    said: Said | None = None
    why_not: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    kind: Kind
    parts: Mapping[str, Part]
    took: float
    """Seconds."""

    def shown(self) -> dict[str, Any]:
        parts = {name: {"said": p.said, "why_not": p.why_not, "field": p.field} for name, p in self.parts.items()}
        return {"kind": self.kind, "took": round(self.took, 3), **parts, "verdict": self.verdict()}

    def verdict(self) -> str:
        """One sentence."""
        ingest, dedup = self.parts.get("ingest"), self.parts.get("dedup")
        if ingest and ingest.said and ingest.said.get("accepted") is False:
            return f"It would be refused: {ingest.said.get('reason')}"
        matches = self._matches()
        if self.kind == "cv":
            return f"This person would have {_matched(matches, 'opening')}."
        return f"{_placed(dedup)} and would have {_matched(matches, 'candidate')}."

    def _matches(self) -> int | None:
        match = self.parts.get("match")
        return None if match is None or match.said is None else int(match.said.get("count", 0))


def _placed(dedup: Part | None) -> str:
    said = dedup.said if dedup else None
    if not said:
        return "It would be taken in"
    return {
        "new_opening": "It would begin a new opening",
        "ad_of_opening": "It would be one more ad of a known opening",
        "updated": "It would change an ad that is known",
        "refreshed": "It is known already, unchanged",
    }.get(str(said.get("outcome")), "It would be taken in")


def _matched(count: int | None, noun: str) -> str:
    if count is None:
        return f"{noun}s that could not be looked for now"
    return f"{count:,} matching {noun}{'' if count == 1 else 's'}" if count else f"no matching {noun}"


_FACTS = {
    "text_hash": "the same text, word for word",
    "text": "most of the text is the same",
    "grey": "different words, but everything together says the same opening",
    "verdict": "somebody has said so",
    "source_id": "the same ad of the same platform",
}


def why_words(why: Said | None) -> Sequence[str]:
    """The reasons of dedup as phrases: what was the same, and what agrees."""
    if not why:
        return ()
    evidence = why.get("evidence") or {}
    told = [_FACTS[why["stage"]]] if why.get("stage") in _FACTS else []
    if agree := evidence.get("agree"):
        told.append(f"{', '.join(str(one) for one in agree)} {'agrees' if len(agree) == 1 else 'agree'}")
    if doubts := evidence.get("doubts"):
        told.append(f"in doubt: {', '.join(str(one) for one in doubts)}")
    if "ambiguous" in evidence:
        told.append(f"{evidence['ambiguous']} known openings fit equally well: better two openings than a wrong one")
    return told
