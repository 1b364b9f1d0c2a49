"""Which search category a role is of, as a model might say it of the names that it was told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Sorted:
    """`name`: of a category that was not there."""

    category: str
    name: str | None

    def as_json(self) -> dict[str, Any]:
        return {"category": self.category} if self.name is None else {"category": self.category, "name": self.name}

    def out_of_range(self) -> "Sorted":
        return Sorted("_".join(["much"] * 9), "Much")

    def with_skill(self, skill: str) -> "Sorted":
        return Sorted("nowhere", None) if self.name is None else replace(self, name=f"<{skill}>")

    def in_words(self, words: str) -> "Sorted":
        return Sorted(words, words)


def sorted_of(messages: Sequence[Mapping[str, str]]) -> Sorted | None:
    """None where something else was asked. By the words that role and category share, else a new one of its last."""
    for message in messages:
        try:
            told = json.loads(message["content"])
            words, there = set(told["role"].casefold().split()), dict(told["categories"])
        except (ValueError, LookupError, TypeError, AttributeError):
            continue
        shared = {slug: len(words & set(slug.split("_"))) for slug in sorted(there)}
        if shared and max(shared.values()):
            return Sorted(max(shared, key=lambda slug: shared[slug]), None)
        last = "".join(filter(str.isalpha, told["role"].casefold().split()[-1]))
        return Sorted(f"{last}_work", f"{last.title()} Work")
    return None
