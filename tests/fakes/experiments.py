"""Experiments in memory, over a store's books."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.outcomes import OUTCOMES, Count, Seen
from rematch_match.domain.pairs import PairKey
from rematch_match.ports.experiments import Declared
from tests.fakes.ledger import Books


class FakeExperiments:
    """See rematch_match.ports.experiments.Experiments."""

    def __init__(self, books: Books, *declared: Declared) -> None:
        self._books = books
        self._declared = {one.experiment.name: one for one in declared}

    async def declare(self, experiment: Experiment, at: datetime) -> Experiment:
        return self._declared.setdefault(experiment.name, Declared(experiment, at)).experiment

    async def all(self) -> Sequence[Declared]:
        by_name = sorted(self._declared.values(), key=lambda one: one.experiment.name)
        return sorted(by_name, key=lambda one: one.declared_at, reverse=True)

    async def seen(self, name: str, tenant: str | None) -> Mapping[str, Seen]:
        arms: dict[str, list[PairKey]] = defaultdict(list)
        for (experiment, key), (arm, _) in self._books.exposures.items():
            if experiment == name and tenant in (None, key[0][0]):
                arms[arm].append(key)
        return {arm: Seen(_count(keys), self._outcomes(name, keys)) for arm, keys in arms.items()}

    def _outcomes(self, name: str, keys: Sequence[PairKey]) -> Mapping[str, Count]:
        with_it = {outcome: [key for key in keys if self._has(name, key, outcome)] for outcome in OUTCOMES}
        return {outcome: _count(pairs) for outcome, pairs in with_it.items() if pairs}

    def _has(self, name: str, key: PairKey, outcome: str) -> bool:
        _, since = self._books.exposures[name, key]
        return any(
            ((one.tenant_id, one.candidate_id), one.job_id) == key
            and one.action in OUTCOMES[outcome]
            and one.occurred_at >= since
            for one in self._books.feedback.values()
        )


def _count(keys: Iterable[PairKey]) -> Count:
    pairs = list(keys)
    return Count(len({person for person, _ in pairs}), len(pairs))
