"""Who has a place in a person's list: the best of all that fit, as many as the tenant allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Finding, Pair


@dataclass(frozen=True, slots=True)
class Ask:
    """Whose list has to be looked at, how long it may be, and how many of its pairs are being settled: those that
    would come new, those that hold a place, those that wait for one.

    What scores below `low` is broader than asked for, and gets a place only among the first `few`."""

    person: CandidateKey
    most: int
    coming: int
    holding: int
    waiting: int
    low: float = 0.0
    few: int = 0


@dataclass(frozen=True, slots=True)
class List:
    """A person's list as it is stored: how many hold a place; of them the weakest, and of those that wait the best, as
    many as could lose or get a place (see `weakest` and `best`)."""

    taken: int
    pairs: Sequence[Pair]


def weakest(ask: Ask, taken: int, broader: int = 0) -> int:
    """How many of the weakest holders to look at: those that newcomers could push out, and those being settled, which
    may be among them. `broader`: how many holders score below `low`."""
    leaving = max(taken + ask.coming - ask.most, broader)
    return leaving + ask.holding if leaving > 0 else 0


def best(ask: Ask, taken: int) -> int:
    """How many of the best that wait to look at: as many as places could become free, and those being settled."""
    free = ask.most - taken + ask.holding
    return free + ask.waiting if free > 0 else 0


def worth_a_place(ask: Ask, taken: int) -> float:
    """The score from which on one that waits could get a place: where a few stay, no broader one comes in."""
    return ask.low if taken - ask.holding >= ask.few else 0.0


def seated(ask: Ask, findings: Sequence[Finding], standing: List) -> frozenset[UUID]:
    """The openings that have a place, of those being settled and those looked at.

    The holders that were not looked at are stronger than all that were, and stay.
    """
    settling = {finding.key[1] for finding in findings}
    others = [pair for pair in standing.pairs if pair.key[1] not in settling]
    unseen = standing.taken - ask.holding - sum(pair.active for pair in others)
    ranks = [v.rank for v in findings if v.fits and not v.held_back] + [pair.rank for pair in others]
    return frozenset(
        job_id
        for place, (score, job_id) in enumerate(sorted(ranks), start=unseen)
        if place < ask.most and (-score >= ask.low or place < ask.few)
    )
