"""What is stored that some sightings could touch. It grows with every decision taken on it, so the next sighting of
a batch sees the one before."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from rematch_dedup.domain.blocks import company_block, text_block
from rematch_dedup.domain.types import Ad, AdKey, Change, Filing, Opening, Sighting

Verdict = Literal["same", "different"]
Pair = frozenset[AdKey]
# The newest that share a block: more than these tell nothing that these don't.
MOST_A_BLOCK = 20
# Ads that are not stored yet come after all that are.
_NEW = 2**62


class Known:
    """Ads, openings, where to find them, and what people have said of pairs of them."""

    def __init__(self) -> None:
        self.ads: dict[AdKey, Ad] = {}
        self.openings: dict[UUID, Opening] = {}
        self.verdicts: dict[Pair, Verdict] = {}
        self._members: dict[UUID, dict[AdKey, None]] = defaultdict(dict)
        self._blocks: dict[int, list[tuple[int, AdKey]]] = defaultdict(list)
        self._order: dict[AdKey, int] = {}

    def put(self, ad: Ad, order: int | None = None) -> None:
        """`order`: which number it was to be seen, where it was stored before."""
        before = self.ads.get(ad.key)
        self._order.setdefault(ad.key, _NEW + len(self._order) if order is None else order)
        if before is not None and before.job_id != ad.job_id:
            self._members[before.job_id].pop(ad.key, None)
        self.ads[ad.key] = ad
        self._members[ad.job_id][ad.key] = None

    def file(self, filing: Filing) -> None:
        entry = (self._order[filing.ad], filing.ad)
        for block in filing.blocks:
            filed = self._blocks[block]
            place = bisect_left(filed, entry)
            if filed[place : place + 1] != [entry]:
                filed.insert(place, entry)

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self.openings[change.opening.job_id] = change.opening

    def members(self, job_id: UUID) -> tuple[Ad, ...]:
        """The ads of an opening, the first seen first."""
        return tuple(self.ads[key] for key in sorted(self._members.get(job_id, ()), key=self._order.__getitem__))

    def candidates(self, sighting: Sighting) -> tuple[Ad, ...]:
        """Ads that share a block with this one, those that share most first."""
        shared = sighting.blocks.shared(self._filed)
        return tuple(self.ads[key] for key in sorted(shared, key=lambda key: (-shared[key], key)))

    def leads_to(self, ad: Ad) -> bool:
        """Whether an ad of the same opening, with the very same words, is to be found."""
        found = self._newest(text_block(ad.facts.text_hash))
        return any((one.job_id, one.facts.text_hash) == (ad.job_id, ad.facts.text_hash) for one in found)

    def of_company(self, company: str) -> tuple[Ad, ...]:
        """The newest ads of a company, to learn from them what it says in all."""
        return self._newest(company_block(company))

    def overruled(self, job_id: UUID) -> bool:
        """Whether somebody has said of two ads of this opening that they are the same."""
        members = self._members.get(job_id, {})
        return any(verdict == "same" and pair <= members.keys() for pair, verdict in self.verdicts.items())

    def _newest(self, block: int) -> tuple[Ad, ...]:
        return tuple(self.ads[key] for key in self._filed(block))

    def _filed(self, block: int) -> list[AdKey]:
        return [key for _, key in self._blocks.get(block, ())[-MOST_A_BLOCK:]]
