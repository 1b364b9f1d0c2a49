"""The openings that match's API shows, in memory."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from rematch_common.contracts import grade_of
from rematch_jobtext import parse_location
from rematch_match.domain.facts import JobFacts
from rematch_match.ports.book import Counts, Found, Wanted
from tests.fakes.shelf import Shelf, sharing

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class FakeCatalogue:
    """See rematch_match.ports.book.Catalogue."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def opening(self, job_id: UUID) -> JobFacts | None:
        return self._shelf.jobs.get(job_id)

    async def openings(self, ids: Sequence[UUID]) -> list[JobFacts]:
        return await self.among(ids, Wanted())

    async def newest(self, wanted: Wanted, most: int, after: tuple[datetime, UUID] | None) -> list[Found]:
        found = [
            Found(job, job.asks.posted_at or _LONG_AGO)
            for job in self._shelf.jobs.values()
            if _is_wanted(job, wanted) and _has_words(job, wanted.text)
        ]
        found.sort(key=lambda one: (one.posted_at, one.job.job_id), reverse=True)
        return [one for one in found if after is None or (one.posted_at, one.job.job_id) < after][:most]

    async def among(self, ids: Sequence[UUID], wanted: Wanted) -> list[JobFacts]:
        return [job for job in self._shelf.jobs.values() if job.job_id in ids and _is_wanted(job, wanted)]

    async def with_words(self, wanted: Wanted, skills: frozenset[str], most: int) -> list[UUID]:
        jobs = [job for job in self._shelf.jobs.values() if _is_wanted(job, wanted)]
        hits = [job for job in jobs if _has_words(job, wanted.text) or (skills and skills <= job.skills)]
        hits.sort(
            key=lambda job: (not _has_words(job, wanted.text), not _has_words(job, wanted.text, "title"), job.job_id)
        )
        return [job.job_id for job in hits][:most]

    async def sharing(self, skills: frozenset[str], most: int) -> list[JobFacts]:
        alive = sorted((job for job in self._shelf.jobs.values() if job.alive), key=lambda job: job.job_id)
        return sharing(alive, skills)[:most]

    async def counts(self, tenant: str, now: datetime) -> Counts:
        jobs = [job for job in self._shelf.jobs.values() if job.alive]
        ages = [now - job.asks.posted_at for job in jobs if job.asks.posted_at]
        openings = {
            "open": len(jobs),
            "closed": len(self._shelf.jobs) - len(jobs),
            "of_the_last_day": sum(age < timedelta(days=1) for age in ages),
            "of_the_last_week": sum(age < timedelta(days=7) for age in ages),
        }
        mine = {((one.tenant_id, one.candidate_id), one.job_id) for one in self._shelf.said if one.tenant_id == tenant}
        active = [h for key, h in self._shelf.heads.items() if key[0][0] == tenant and h.state == "active"]
        return Counts(
            openings=openings,
            workplaces=Counter(job.asks.workplace for job in jobs),
            categories=Counter(name for job in jobs for name in job.asks.categories),
            companies=Counter(job.asks.company for job in jobs if job.asks.company),
            grades=Counter(grade_of(head.score) for head in active),
            statuses=Counter(one.status for key in mine if (one := self._shelf.reaction(key)) is not None),
            people=sum(person.alive and key[0] == tenant for key, person in self._shelf.people.items()),
        )


def _is_wanted(job: JobFacts, wanted: Wanted) -> bool:
    asks = job.asks
    at = parse_location(wanted.location).locations if wanted.location else ()
    cities = {(place.city, place.country) for place in asks.places}
    return (
        job.alive
        and _words(wanted.company) <= _words(asks.company)
        and (not at or any((place.city, place.country) in cities for place in at))
        and (wanted.remote is None or (asks.workplace == "remote") == wanted.remote)
        and (wanted.since is None or (asks.posted_at or _LONG_AGO) >= wanted.since)
        and (not wanted.category or wanted.category in asks.categories)
    )


def _has_words(job: JobFacts, text: str, where: str = "") -> bool:
    parts = (job.asks.title, "" if where else " ".join((job.asks.company, job.text, *job.skills)))
    return _words(text) <= _words(" ".join(parts))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
