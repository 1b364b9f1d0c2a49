"""Search openings by words and by meaning at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from rematch_match.domain.facts import JobFacts, Vector
from rematch_match.domain.fusion import fused
from rematch_match.domain.skillwords import skills_in
from rematch_match.handlers.sources import Sources
from rematch_match.ports import Query, Where
from rematch_match.ports.book import Wanted

Way = Literal["keywords", "meaning"]
_EACH_WAY = 200
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Hit:
    """An opening, and the ways by which it was found."""

    job: JobFacts
    ways: tuple[Way, ...]
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The best of what was found, how much was found, which ways were used, and why another was not."""

    hits: Sequence[Hit]
    found: int
    used: tuple[Way, ...]
    note: str | None = None


class Search:
    """Both ways fused by reciprocal rank; `floor`: the least cosine at which an opening is found by meaning."""

    def __init__(self, sources: Sources, floor: float) -> None:
        self._sources = sources
        self._floor = floor

    async def __call__(self, wanted: Wanted, most: int) -> Hits:
        worded = await self._sources.catalogue.with_words(wanted, skills_in(wanted.text), _EACH_WAY)
        meaning = await self._sources.wordings.meaning(wanted.text)
        near = await self._near(meaning.vector, wanted) if meaning.vector is not None else {}
        ways: dict[Way, list[UUID]] = {"keywords": worded, "meaning": list(near)}
        merged = fused([worded, list(near)], 2 * _EACH_WAY)
        best = merged[:most]
        jobs = {job.job_id: job for job in await self._sources.catalogue.openings(best)}
        found_by = {job_id: tuple(way for way, ids in ways.items() if job_id in ids) for job_id in best}
        hits = [Hit(jobs[one], found_by[one], near.get(one)) for one in best if one in jobs]
        used: tuple[Way, ...] = ("keywords",) if meaning.vector is None else ("keywords", "meaning")
        return Hits(hits, len(merged), used, meaning.missing)

    async def _near(self, vector: Vector, wanted: Wanted) -> dict[UUID, float]:
        """Those near enough with their cosines, nearest first."""
        (refs,) = await self._sources.index.nearest("jobs", [Query(vector, _EACH_WAY, _where(wanted))])
        jobs = await self._sources.catalogue.among([UUID(ref) for ref in refs], wanted)
        cosines = {job.job_id: job.vector.cosine(vector) or 0.0 for job in jobs if job.vector is not None}
        near = {job_id: cosine for job_id, cosine in cosines.items() if cosine >= self._floor}
        return dict(sorted(near.items(), key=lambda one: (-one[1], one[0])))


def _where(wanted: Wanted) -> Where:
    """As much of it as the index knows; the rest is looked at afterwards."""
    since = None if wanted.since is None else (wanted.since.date() - _EPOCH).days
    return Where(categories=frozenset({wanted.category} - {""}), posted_since=since)
