"""How well the decision does on ads whose openings are known."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any


@dataclass(frozen=True, slots=True)
class Labelled:
    """One ad: its true opening, how it relates to it, and the opening that it was given."""

    cluster: str
    kind: str
    decided: str


LOOK_ALIKES = ("sibling", "seniority", "city", "country", "boilerplate")
ORIGINALS = ("original", *LOOK_ALIKES)


def scores(ads: Sequence[Labelled]) -> dict[str, Any]:
    """Pair precision, recall and F1; recall by the kind of the later ad; false merges by the kind of look-alike."""
    true, decided = _pairs([ad.cluster for ad in ads]), _pairs([ad.decided for ad in ads])
    right = len(true & decided)
    precision = right / len(decided) if decided else 1.0
    recall = right / len(true) if true else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "pairs": {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)},
        "recall_by_kind": _recall_by_kind(ads),
        "false_merges_by_kind": _false_merges(ads, decided - true),
    }


def _pairs(labels: Sequence[str]) -> set[tuple[int, int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        groups[label].append(number)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def _recall_by_kind(ads: Sequence[Labelled]) -> dict[str, float]:
    """Of the pairs that an ad of a kind makes with the ad that its opening began with: how many were found."""
    roots: dict[str, list[int]] = defaultdict(list)
    for number, ad in enumerate(ads):
        if ad.kind in ORIGINALS:
            roots[ad.cluster].append(number)
    met: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for ad in ads:
        if ad.kind not in ORIGINALS:
            of[ad.kind] += len(roots[ad.cluster])
            met[ad.kind] += sum(ads[root].decided == ad.decided for root in roots[ad.cluster])
    return {kind: round(met[kind] / of[kind], 4) for kind in sorted(of) if of[kind]}


def _false_merges(ads: Sequence[Labelled], wrong: set[tuple[int, int]]) -> dict[str, int]:
    """Each wrong pair, under the look-alike in it; a pair of none of them under the later one's kind."""
    found: Counter[str] = Counter(dict.fromkeys(LOOK_ALIKES, 0))
    for one, other in wrong:
        kinds = [kind for kind in (ads[other].kind, ads[one].kind) if kind in LOOK_ALIKES]
        found[kinds[0] if kinds else ads[other].kind] += 1
    return dict(sorted(found.items()))
