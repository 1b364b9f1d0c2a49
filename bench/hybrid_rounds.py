"""One round: postings at their times, and when their matches, and the verdicts of these, were read by anybody."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from bench.match_runs import publish
from bench.pipeline import Reader
from rematch_common.codec import Stamp, encode
from rematch_common.contracts import EMBEDDED_JOBS, JobEmbedded
from rematch_common.records import Outgoing
from rematch_devstack.groups import Groups
from rematch_devstack.system import System

DEADLINE = 240.0
_AGAIN = UUID("6c1a86c6-0d0b-4a1d-9a55-51f1ad6a3f5e")


@dataclass(frozen=True, slots=True)
class Plan:
    """The first `warm_up` of the postings come twice: match has to be at work before it is measured."""

    name: str
    jobs: Sequence[JobEmbedded]
    per_second: float
    warm_up: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Milliseconds, of each pair, from when its posting was due until it was told first; and until its verdict was."""

    first: Sequence[float]
    verdicts: Sequence[float]


class Round:
    """A plan being carried out before a reader of `matches`."""

    def __init__(self, system: System, plan: Plan) -> None:
        self._system = system
        self._plan = plan
        self._records = _postings(plan)
        self._due: dict[str, float] = {}

    async def run(self, reader: Reader) -> Told:
        """Until every posting was matched, and every match that is there by then was read."""
        warm = self._records[: self._plan.warm_up]
        await publish(self._system.bootstrap, warm, [0.0] * len(warm))
        await self._matched()
        measured, begun = self._records[self._plan.warm_up :], time.time() + 0.5
        dues = [begun + at / self._plan.per_second for at in range(len(measured))]
        self._due = dict(zip([job_id for job_id, _ in measured], dues, strict=True))
        await publish(self._system.bootstrap, measured, dues)
        await self._matched()
        await reader.until_read(DEADLINE)
        return self.told(reader)

    async def _matched(self) -> None:
        async with Groups(self._system.bootstrap) as groups:
            await groups.read_by(("match",), DEADLINE)

    def told(self, reader: Reader) -> Told:
        """By now."""
        first: dict[tuple[str, str], float] = {}
        verdicts: dict[tuple[str, str], float] = {}
        for at, match in reader.matches():
            job_id = match["job_id"]
            if job_id not in self._due:  # it warmed up
                continue
            pair, after = (match["candidate_id"], job_id), (at - self._due[job_id]) * 1000
            first.setdefault(pair, after)
            if match.get("verdict"):
                verdicts.setdefault(pair, after)
        return Told(list(first.values()), list(verdicts.values()))


def _postings(plan: Plan) -> list[tuple[str, Outgoing]]:
    """Under ids that nobody has seen."""
    stamp, found = Stamp("rematch/bench", datetime.now(UTC)), []
    for at, job in enumerate((*plan.jobs[: plan.warm_up], *plan.jobs)):
        new: Any = job.model_copy(update={"job_id": uuid5(_AGAIN, f"{plan.name} {at}")})
        found.append((str(new.job_id), encode(EMBEDDED_JOBS, new.key, new, stamp)))
    return found
