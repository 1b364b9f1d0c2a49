"""Which texts a decision will read. Most ads are told apart by their portraits, and reading is what costs."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Never, Self
from uuid import UUID

from rematch_dedup.domain.known import Known
from rematch_dedup.domain.lifecycle import gone
from rematch_dedup.domain.opposition import opposed
from rematch_dedup.domain.placing import MOST_READ
from rematch_dedup.domain.types import Ad, AdKey, Sighting


class Unread(Mapping[str, Any]):
    """The fields of an ad that nobody should need. Whoever looks all the same is told so, and decides nothing."""

    def __getitem__(self, name: str) -> Never:
        raise RuntimeError(f"{name} of an ad that was not read")

    def __iter__(self) -> Iterator[str]:
        return self["any field"]

    def __len__(self) -> int:
        return self["the number of fields"]


UNREAD = Unread()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Openings whose ads to read, and companies whose newest ads tell what it says in all of them."""

    openings: frozenset[UUID]
    companies: frozenset[str]


def searching(sightings: Sequence[Sighting], known: Known) -> list[Sighting]:
    """Those for which ads like them are looked for: all but ads that come again with the words that they had."""
    times = Counter(sighting.ad for sighting in sightings)
    return [sighting for sighting in sightings if times[sighting.ad] > 1 or not _the_same(sighting, known)]


def _the_same(sighting: Sighting, known: Known) -> bool:
    ad = known.ads.get(sighting.ad)
    return ad is not None and ad.facts.text_hash == sighting.facts.text_hash


def wanted(sightings: Sequence[Sighting], known: Known) -> Wanted:
    """At least what `decide` will read, whatever becomes of the ads of this batch before the last of it."""
    changing = {known.ads[s.ad].job_id for s in sightings if s.ad in known.ads and _changes(known.ads[s.ad], s)}
    new = [sighting for sighting in sightings if sighting.ad not in known.ads]
    near = [known.candidates(sighting) for sighting in new]
    openings = changing.union(*(_likely(one, ads, known, changing) for one, ads in zip(new, near, strict=True)))
    batch = _Batch.of(searching(sightings, known))
    companies = {
        one.facts.portrait.company
        for one, ads in zip(new, near, strict=True)
        if batch.compares(one, len(ads)) or _compared(one, ads, openings, changing)
    }
    return Wanted(frozenset(openings), frozenset(companies))


@dataclass(frozen=True, slots=True)
class _Batch:
    """What the ads of a batch say, and where they will be found by those behind them."""

    texts: Mapping[AdKey, set[str]]
    filed: Mapping[int, set[AdKey]]

    @classmethod
    def of(cls, sightings: Sequence[Sighting]) -> Self:
        texts, filed = defaultdict[AdKey, set[str]](set), defaultdict[int, set[AdKey]](set)
        for sighting in sightings:
            texts[sighting.ad].add(sighting.facts.text_hash)
            for block in sighting.blocks.filed:
                filed[block].add(sighting.ad)
        return cls(texts, filed)

    def compares(self, sighting: Sighting, near: int) -> bool:
        """Whether it may be compared with one of its batch that doesn't say the very same, or meets so many (`near`
        ads that are stored share a block with it) that not all count."""
        met = sighting.blocks.shared(lambda block: self.filed.get(block, ())).keys() - {sighting.ad}
        return near + len(met) > MOST_READ or any(self.texts[ad] != {sighting.facts.text_hash} for ad in met)


def _compared(sighting: Sighting, near: Sequence[Ad], openings: Set[UUID], changing: Set[UUID]) -> bool:
    """Whether an opening that may not contradict it has no ad that says the very same, or may soon have none: only
    then does it matter what the company always says."""
    verbatim = {ad.job_id for ad in near if ad.facts.text_hash == sighting.facts.text_hash} - changing
    return any(ad.job_id in openings and ad.job_id not in verbatim for ad in near)


def _changes(ad: Ad, sighting: Sighting) -> bool:
    left = gone(sighting, ad.ends_at)
    return ad.facts.content_hash != sighting.facts.content_hash or ad.gone is not None or left is not None


def _likely(sighting: Sighting, near: Sequence[Ad], known: Known, changing: Set[UUID]) -> set[UUID]:
    """Openings whose ads share a block with it and don't contradict it, or may soon no longer do so."""
    return {
        job_id for job_id in {ad.job_id for ad in near} if job_id in changing or not _against(sighting, job_id, known)
    }


def _against(sighting: Sighting, job_id: UUID, known: Known) -> bool:
    members = [ad.facts.portrait for ad in known.members(job_id)]
    return not known.overruled(job_id) and opposed(sighting.facts.portrait, members)
