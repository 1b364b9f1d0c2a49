"""How many people of a tenant are told of one opening, where the tenant limits that.

The simplest rule that never tells too many: whoever has been told keeps the place as long as the pair holds; of
newcomers the best get the places that are free; the others wait as displaced, until they or the opening change.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Finding

Posting = tuple[str, UUID]
"""A tenant and an opening."""
Holder = tuple[float, CandidateKey]
"""Score and person."""


def held_back(most: int, holders: Collection[Holder], findings: Sequence[Finding]) -> frozenset[CandidateKey]:
    """Who of the people of these findings, all of one opening and all fitting, finds its list full."""
    now = {finding.key[0]: finding.value for finding in findings}
    told = {person: now.get(person, score) for score, person in holders}
    ranked = sorted(told, key=lambda person: (-told[person], person))
    newcomers = sorted(now.keys() - told.keys(), key=lambda person: (-now[person], person))
    free = max(0, most - len(told))
    return (frozenset(ranked[most:]) | frozenset(newcomers[free:])) & now.keys()
