"""What scrapers bring: six in ten records show a job that is known already, in the ways in which jobs come again."""

import random
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bench.ads import SOURCES, Ad, ad, reworded

REPEATS = 0.6
# Of a hundred repeats: the same ad crawled again, copied elsewhere, in another format, cut short, in other words.
KINDS = {"recrawled": 50, "exact": 20, "format": 13, "partial": 10, "reworded": 7}
# Numbers of openings that nobody has stored yet.
_FRESH = 10_000_000
ADS_A_FIRM = 10


def firm_of(number: int) -> int:
    """Firms offer some ten jobs each."""
    return number // ADS_A_FIRM


@dataclass(frozen=True, slots=True)
class Made:
    """A record, how it relates to what came before it, and the number of its opening."""

    record: dict[str, Any]
    kind: str
    opening: int


class Crawl:
    """An endless crawl over a store of so many openings. `repeatable`: the stored ones that it may come back to."""

    def __init__(self, stored: int, repeatable: int, now: datetime) -> None:
        self._chance = random.Random(f"crawl {stored}")
        self._stored = stored
        self.now = now
        self.repeatable = self._chance.sample(range(stored), repeatable)
        self._left = list(self.repeatable)
        self._fresh: list[tuple[int, int]] = []
        self._made = 0

    def take(self, count: int) -> list[Made]:
        return [self._next() for _ in range(count)]

    def _next(self) -> Made:
        self._made += 1
        if self._chance.random() >= REPEATS or not (self._left or self._fresh):
            self._fresh.append((_FRESH + len(self._fresh), self._chance.randrange(max(1, firm_of(self._stored)))))
            number, firm = self._fresh[-1]
            return self._shown(ad(number, firm, self.now), "new", number)
        number, firm = self._known()
        (kind,) = self._chance.choices(list(KINDS), list(KINDS.values()))
        return self._shown(self._again(ad(number, firm, self.now), kind, number, firm), kind, number)

    def _known(self) -> tuple[int, int]:
        """Half of what comes again is long known, half has come lately."""
        if self._left and (not self._fresh or self._chance.random() < 0.5):
            number = self._left.pop()
            return number, firm_of(number)
        return self._chance.choice(self._fresh)

    def _shown(self, shown: Ad, kind: str, number: int) -> Made:
        return Made(shown.record(self.now), kind, number)

    def _again(self, first: Ad, kind: str, number: int, firm: int) -> Ad:
        if kind == "recrawled":
            return first
        source = self._chance.choice([source for source in SOURCES if source != first.source])
        copy = replace(first, source=source, external_id=f"r{self._made}")
        if kind == "format":
            return replace(copy, html=not copy.html, title=f"{copy.title} (m/f/d)")
        if kind == "partial":
            return replace(copy, paragraphs=copy.paragraphs[1:3], needs=copy.needs[:3])
        if kind == "reworded":
            return replace(copy, paragraphs=(copy.paragraphs[0], *reworded(first, number, firm)))
        return copy
