"""Which texts a decision will read. Most ads are told apart by their portraits, and reading is what costs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Never
from uuid import UUID

from rematch_dedup.domain.known import Known
from rematch_dedup.domain.lifecycle import gone
from rematch_dedup.domain.opposition import opposed
from rematch_dedup.domain.types import Ad, Sighting


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
    met = Counter(block for sighting in searching(sightings, known) for block in sighting.blocks.any)
    openings, companies = set(changing), set()
    for sighting in sightings:
        if sighting.ad in known.ads:
            continue
        likely = _likely(sighting, known, changing)
        openings |= likely
        # One that meets another of its batch may be compared with it, and then what the company always says counts.
        if likely or any(met[block] > 1 for block in sighting.blocks.any):
            companies.add(sighting.facts.portrait.company)
    return Wanted(frozenset(openings), frozenset(companies))


def _changes(ad: Ad, sighting: Sighting) -> bool:
    left = gone(sighting, ad.ends_at)
    return ad.facts.content_hash != sighting.facts.content_hash or ad.gone is not None or left is not None


def _likely(sighting: Sighting, known: Known, changing: set[UUID]) -> set[UUID]:
    """Openings whose ads share a block with it and don't contradict it, or may soon no longer do so."""
    near = {ad.job_id for ad in known.candidates(sighting)}
    return {job_id for job_id in near if job_id in changing or not _against(sighting, job_id, known)}


def _against(sighting: Sighting, job_id: UUID, known: Known) -> bool:
    members = [ad.facts.portrait for ad in known.members(job_id)]
    return not known.overruled(job_id) and opposed(sighting.facts.portrait, members)
