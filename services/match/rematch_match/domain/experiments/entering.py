"""Which of the pairs that were told an experiment looks at from then on."""

from collections.abc import Iterator, Sequence

from rematch_common.contracts import ExperimentArm, MatchFound
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.telling import Told


def entering(told: Sequence[Told]) -> Iterator[tuple[PairKey, ExperimentArm]]:
    """Those that are found, which no verdict has touched yet. To take those in that are updated would count, of pairs
    that are older than the experiment, just those that an arm has moved: more in one arm than in the other."""
    for one in told:
        if isinstance(one.event, MatchFound) and one.event.experiment is not None:
            yield one.change.pair.key, one.event.experiment
