"""Declare the experiment of a deployment, and report what came of those that were declared."""

from collections.abc import Sequence
from dataclasses import dataclass

from rematch_common.clock import Now
from rematch_common.errors import Unusable
from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.declaring import changed
from rematch_match.domain.experiments.outcomes import Report, report
from rematch_match.ports.experiments import Declared, Experiments


class Declare:
    """At the start, before anybody is in an arm. Raises Unusable where the name stands for something else."""

    def __init__(self, experiment: Experiment, experiments: Experiments, now: Now) -> None:
        self._experiment = experiment
        self._experiments = experiments
        self._now = now

    async def __call__(self) -> None:
        stands = await self._experiments.declare(self._experiment, self._now())
        if complaint := changed(stands, self._experiment):
            raise Unusable(f"REMATCH_EXPERIMENT: {complaint}")


@dataclass(frozen=True, slots=True)
class Trials:
    """What is asked about experiments. `running`: the deployment's, if it has one."""

    experiments: Experiments
    running: Experiment | None
    now: Now

    def runs(self, experiment: Experiment) -> bool:
        return experiment == self.running and experiment.start <= self.now()

    async def all(self) -> Sequence[Declared]:
        return await self.experiments.all()

    async def report(self, name: str, tenant: str | None) -> Report | None:
        """Of the tenant's people; None: of everybody's. Gives None where there is no such experiment."""
        for one in await self.experiments.all():
            if one.experiment.name == name:
                return report(one.experiment, await self.experiments.seen(name, tenant))
        return None
