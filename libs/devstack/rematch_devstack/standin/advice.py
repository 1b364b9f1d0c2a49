"""What somebody should bring out for a posting, as a model might say it of the facts that it was told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

_MOST = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    ask: str
    fact: str
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"ask": self.ask, "facts": [self.fact], "text": self.text}


@dataclass(frozen=True, slots=True)
class Advice:
    """The last ask first, as a model has its own order."""

    suggestions: tuple[Suggestion, ...]

    def as_json(self) -> dict[str, Any]:
        return {"suggestions": [one.as_json() for one in self.suggestions]}

    def out_of_range(self) -> "Advice":
        return Advice(tuple(replace(one, fact="f99") for one in self.suggestions))

    def with_skill(self, skill: str) -> "Advice":
        return self.in_words(f"Name {skill} first.")

    def in_words(self, words: str) -> "Advice":
        return Advice(tuple(replace(one, text=words) for one in self.suggestions))


def advice_of(messages: Sequence[Mapping[str, str]]) -> Advice | None:
    """None where something else was asked. An ask is answered by the first fact with its last words."""
    for message in messages:
        try:
            told = json.loads(message["content"])
            asks, facts = _lines(told["asks"]), _lines(told["facts"])
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
        found = [_suggestion(ask, text, facts) for ask, text in asks.items()]
        return Advice(tuple(one for one in reversed(found) if one is not None)[:_MOST])
    return None


def _suggestion(ask: str, text: str, facts: Mapping[str, str]) -> Suggestion | None:
    named = text.split("; said: ", maxsplit=1)[0].rsplit(": ", 1)[-1]
    fact = next((number for number, told in facts.items() if told.split(", ")[0] == named), None)
    return Suggestion(ask, fact, f"Put {named} near the top of the CV, and show where it was used.") if fact else None


def _lines(side: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in side.splitlines() if ": " in line)
