"""What keeps a deployment from being one that may be reached by others, looked for from where its settings are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rematch_common.secret import content
from rematch_devstack import workspace
from rematch_devstack.doctor import Check


@dataclass(frozen=True)
class Deployment:
    """As the environment tells it: the one of its services, or all of theirs together."""

    bootstrap: str
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    data_dir: Path = field(default_factory=workspace.default_data_dir)

    def told(self, name: str) -> str:
        """A setting, or what its file holds. Raises OSError where that can't be read."""
        file = self.environ.get(f"{name}_FILE", "")
        return content(Path(file)) if file else self.environ.get(name, "").strip()

    def switched_on(self, name: str) -> bool:
        return self.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on", "t", "y"}


async def checks(deployment: Deployment) -> list[Check]:
    """All of them, whatever each finds."""
    from rematch_devstack.security.prod_database import database
    from rematch_devstack.security.prod_kafka import kafka
    from rematch_devstack.security.prod_open import left_open
    from rematch_devstack.security.prod_qdrant import qdrant
    from rematch_devstack.security.prod_secrets import secrets

    return [
        *await kafka(deployment),
        *await database(deployment),
        *await qdrant(deployment),
        *secrets(deployment),
        *await left_open(deployment),
    ]


def judge(name: str, faults: list[str], well: str, remedy: str) -> Check:
    """A check of which the faults are told, a few of many."""
    if not faults:
        return Check(name, True, well)
    more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
    return Check(name, False, "; ".join(faults[:3]) + more, remedy)
