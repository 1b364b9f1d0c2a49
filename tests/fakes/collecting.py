"""ingest's search categories and rounds of collecting in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from rematch_ingest.domain.categories import Category
from rematch_ingest.ports.pipeline_runs import Run


class FakeCategories:
    """See rematch_ingest.ports.categories.Categories."""

    def __init__(self) -> None:
        self._known: dict[str, Category | None] = {}

    async def seed(self, categories: Sequence[Category], now: datetime) -> None:
        for category in categories:
            self._known.setdefault(category.slug, category)

    async def all(self) -> list[Category]:
        return [category for _, category in sorted(self._known.items()) if category is not None]

    async def put(self, category: Category, now: datetime) -> None:
        self._known[category.slug] = category

    async def remove(self, slug: str, now: datetime) -> bool:
        there = self._known.get(slug) is not None
        if there:
            self._known[slug] = None
        return there


class FakePipelineRuns:
    """See rematch_ingest.ports.pipeline_runs.PipelineRuns."""

    def __init__(self) -> None:
        self._runs: dict[UUID, Run] = {}
        self._holders: dict[UUID, str] = {}

    async def ask(self, now: datetime) -> Run:
        for run in self._runs.values():
            if run.taken_at is None:
                return run
        made = Run(uuid4(), now)
        self._runs[made.run_id] = made
        return made

    async def take(self, holder: str, now: datetime) -> Run | None:
        for run in self._runs.values():
            if run.taken_at is None:
                self._holders[run.run_id] = holder
                self._runs[run.run_id] = replace(run, taken_at=now)
                return self._runs[run.run_id]
        return None

    async def end(self, run_id: UUID, holder: str, done: tuple[int, int], now: datetime) -> Run | None:
        if self._holders.get(run_id) != holder:
            return None
        run = self._runs[run_id]
        if run.ended_at is None:
            run = replace(run, ended_at=now, roles=done[0], postings=done[1])
        self._runs[run_id] = run
        return run

    async def one(self, run_id: UUID) -> Run | None:
        return self._runs.get(run_id)
