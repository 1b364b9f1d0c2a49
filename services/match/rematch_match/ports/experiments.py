"""Experiments that a deployment has declared, and what came of their arms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.outcomes import Seen


@dataclass(frozen=True, slots=True)
class Declared:
    experiment: Experiment
    declared_at: datetime


class Experiments(Protocol):
    """All methods raise DependencyAway."""

    async def declare(self, experiment: Experiment, at: datetime) -> Experiment:
        """What stands under that name: this one, or what was declared first."""
        ...

    async def all(self) -> Sequence[Declared]:
        """Those declared last come first."""
        ...

    async def seen(self, name: str, tenant: str | None) -> Mapping[str, Seen]:
        """By arm, what was shown to the tenant's people (None: to everybody's), and what was said of it since."""
        ...
