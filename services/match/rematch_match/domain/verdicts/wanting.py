"""Which of the pairs that were told want a verdict."""

from collections.abc import Iterator, Sequence

from rematch_match.domain.pairs import Change, Occasion
from rematch_match.domain.telling import Told


def wanting(told: Sequence[Told], occasion: Occasion) -> Iterator[Change]:
    """Those whose present question no model has answered, of tenants that want verdicts."""
    for one in told:
        change = one.change
        if change.what in ("found", "updated") and occasion.scorer.terms(change.pair.key[0][0]).verdicts.on:
            given = change.given
            # The factors' own judgement, given just now because no model answered, must not ask for itself again.
            if given is None or not (given.judgement.by_model or occasion.because == "verdict"):
                yield change
