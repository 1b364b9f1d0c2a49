"""ingest's search categories and rounds of collecting in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from rematch_ingest.domain.categories import KNOWN_FROM, Category, made_of
from rematch_ingest.ports.pipeline_runs import Run


class FakeCategories:
    """See rematch_ingest.ports.categories.Categories."""

    def __init__(self, known: Iterable[Category] = ()) -> None:
        self._known: dict[str, Category | None] = {category.slug: category for category in known}
        self._origins: dict[str, str] = {}

    async def seed(self, categories: Sequence[Category], now: datetime) -> None:
        for category in categories:
            self._known.setdefault(category.slug, category)

    async def all(self) -> list[Category]:
        return [category for _, category in sorted(self._known.items()) if category is not None]

    async def page(self, after: str, limit: int) -> list[Category]:
        return [category for category in await self.all() if category.slug > after][:limit]

    async def one(self, slug: str) -> Category | None:
        return self._known.get(slug)

    def make(self, people: Mapping[str, int]) -> None:
        """`people`: how many want the roles of each category. See ScrapeQueue.sweep."""
        for slug, category in list(self._known.items()):
            origin = category.origin if category else self._origins.get(slug)
            if origin == "role" and people.get(slug, 0) < (KNOWN_FROM if category else 1):
                del self._known[slug]
        for slug, number in people.items():
            if number >= KNOWN_FROM:
                self._known.setdefault(slug, made_of(slug))

    def was_removed(self, slug: str) -> bool:
        return slug in self._known and self._known[slug] is None

    def give_up(self, slug: str) -> None:
        there = self._known.get(slug)
        if there is not None and there.origin == "role":
            del self._known[slug]

    async def put(self, category: Category, now: datetime) -> None:
        self._known[category.slug] = category

    async def remove(self, slug: str, now: datetime) -> bool:
        there = self._known.get(slug)
        if there is None:
            return False
        self._origins[slug] = there.origin
        self._known[slug] = None
        return True


class FakeAdvice:
    """See rematch_ingest.ports.advice.Unadvised."""

    def __init__(self, categories: FakeCategories) -> None:
        self._categories = categories
        self._asked: set[str] = set()

    async def unadvised(self, most: int) -> list[Category]:
        known = await self._categories.all()
        return [one for one in known if one.origin == "role" and one.slug not in self._asked][:most]

    async def advised(self, made: Category, chosen: Category | None, now: datetime) -> None:
        self._asked.add(made.slug)
        if chosen is None or self._categories.was_removed(chosen.slug):
            return
        there = await self._categories.one(chosen.slug) or chosen
        if made.name not in there.keywords:
            there = replace(there, keywords=(*there.keywords, made.name))
        await self._categories.put(there, now)
        self._categories.give_up(made.slug)


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
