"""Follow a model that is being introduced: its vectors are kept and shown beside those of others.

Nobody is matched by them until it is in force. From then on a record that brings them late is matched again here.
"""

from collections.abc import Awaitable, Callable, Sequence

from rematch_common.consume import Received
from rematch_common.records import Outgoing
from rematch_match.domain.facts import Vector, point_id
from rematch_match.handlers.arriving import arrivals
from rematch_match.handlers.match import candidate_point, job_point
from rematch_match.ports import VectorIndex, Work
from rematch_match.ports.models import Kept, Models


class FollowModel:
    """The handler of embedded-jobs.X and embedded-candidates.X."""

    def __init__(
        self, label: str, models: Models, index: VectorIndex, again: Callable[[Work], Awaitable[None]]
    ) -> None:
        self._label = label
        self._models = models
        self._index = index
        self._again = again

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        kept = await self._models.keep(self._label, arrivals(batch, ""))
        await self._show(kept)
        if kept.known.jobs or kept.known.candidates:
            await self._match(kept.known, await self._models.in_force())
        return ()

    async def _match(self, known: Work, model: str) -> None:
        """Those that the ordinary reader has matched without these vectors, or is about to."""
        if model:
            jobs = [job for job in known.jobs if _is_of(job.vector, model)]
            people = [person for person in known.candidates if _is_of(person.vector, model)]
            await self._again(Work(jobs, people))

    async def _show(self, kept: Kept) -> None:
        await self._index.put("jobs", [point for job in kept.shown.jobs if (point := job_point(job))])
        await self._index.put("candidates", [point for one in kept.shown.candidates if (point := candidate_point(one))])
        await self._index.remove("jobs", kept.gone_jobs)
        await self._index.remove("candidates", [point_id(key) for key in kept.gone_people])


def _is_of(vector: Vector | None, model: str) -> bool:
    return vector is not None and vector.model == model
