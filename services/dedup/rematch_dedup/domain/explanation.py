"""Why two ads are, or are not, taken for one opening."""

from typing import Any

from rematch_dedup.domain.blocks import blocks_of
from rematch_dedup.domain.facts import Facts
from rematch_dedup.domain.judgement import Thresholds, judge
from rematch_dedup.domain.vetoes import VETOES


def explain(one: Facts, other: Facts, limits: Thresholds) -> dict[str, Any]:
    """The judgement on these two alone: in the service the company's other ads add what is its boilerplate."""
    judgement = judge(one, other, frozenset(), limits)
    filed = set(blocks_of(one).filed)
    shared = blocks_of(other).shared(lambda block: ("one",) if block in filed else ()).get("one", 0)
    return {
        "same": judgement.same and bool(shared),
        "stage": judgement.stage,
        "similarity": round(judgement.similarity, 3),
        "evidence": dict(judgement.evidence),
        "vetoes": {name: veto(one.portrait, other.portrait) for name, veto in VETOES.items()},
        "shared_blocks": shared,
        "read": [one.portrait.to_json(), other.portrait.to_json()],
    }
