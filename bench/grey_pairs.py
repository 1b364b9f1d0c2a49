"""Pairs of labelled ads that are weighed: the blocks bring them together, and neither a fact nor the texts decide."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from rematch_dedup.domain.decision import Rules, decide
from rematch_dedup.domain.evaluation import LOOK_ALIKES, ORIGINALS
from rematch_dedup.domain.grey import BIAS, TITLE, facts, title_likeness, unweighed
from rematch_dedup.domain.judgement import Doubt, Thresholds, compare
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.placing import standing
from rematch_dedup.domain.types import Ad, AdKey, Filing, Sighting
from rematch_dedup.offline import labelled


@dataclass(frozen=True, slots=True)
class Label:
    """The opening that an ad is of, by file and name, and how the ad relates to it."""

    opening: str
    kind: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two ads with all that is known of them, by the names in WEIGHTS."""

    openings: frozenset[str]
    kind: str
    clues: dict[str, float]

    @property
    def same(self) -> bool:
        return len(self.openings) == 1


def read(path: Path, limits: Thresholds) -> list[Weighed]:
    """The ads come in the file's order, as they would come to the service, which had decided rightly until then."""
    known, labels = Known(), dict[AdKey, Label]()
    found: list[Weighed] = []
    for sighting, cluster, kind in labelled(path):
        if sighting.ad in labels:
            continue
        labels[sighting.ad] = Label(f"{path.name}:{cluster}", kind)
        for ad, clues in _weighed(sighting, known, limits):
            found.append(_labelled(labels[ad.key], labels[sighting.ad], clues))
        _remember(sighting, labels[sighting.ad], known)
    return found


def _weighed(sighting: Sighting, known: Known, limits: Thresholds) -> Iterator[tuple[Ad, dict[str, float]]]:
    candidates = known.candidates(sighting)
    for ad in candidates:
        one_source = ad.open and ad.key[0] == sighting.ad[0]
        siblings = [each for each in candidates if each.job_id == ad.job_id]
        common = standing(sighting.facts, siblings, known, ad.job_id)
        found = compare(sighting.facts, ad.facts, common, limits, one_source=one_source)
        portraits = sighting.facts.portrait, ad.facts.portrait
        if isinstance(found, Doubt) and unweighed(*portraits, found.clues) is None:
            title = title_likeness(*portraits, limits.alike)
            yield ad, {BIAS: 1.0, **facts(*portraits, found.clues), TITLE: title}


def _remember(sighting: Sighting, label: Label, known: Known) -> None:
    """As an ad of the opening that it is of, to be found by each of its blocks."""
    ad = decide(sighting, Known(), Rules()).ad
    known.put(replace(ad, job_id=uuid5(NAMESPACE_OID, label.opening)))
    known.file(Filing(ad.key, sighting.blocks.filed))


def _labelled(one: Label, other: Label, clues: dict[str, float]) -> Weighed:
    return Weighed(frozenset((one.opening, other.opening)), _kind(one, other), clues)


def _kind(one: Label, other: Label) -> str:
    """Of one opening: what one has become of the other. Of two: as which look-alike one passes for the other."""
    kinds = [label.kind for label in (other, one)]
    if one.opening == other.opening:
        return next((kind for kind in kinds if kind not in ORIGINALS), kinds[0])
    return next((kind for kind in kinds if kind in LOOK_ALIKES), kinds[0])
