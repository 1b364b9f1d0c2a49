"""Say why two are not matched."""

from uuid import UUID

from rematch_match.domain.bars import bar
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.scoring import Scorer, score
from rematch_match.domain.why import Standing, Why, why_not
from rematch_match.handlers.sources import Sources


class WhyNot:
    """What keeps a person of a tenant and an opening apart, as things are now."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def __call__(self, key: CandidateKey, job_id: UUID) -> tuple[Standing, Why] | None:
        """None where one of them is not known, or has been forgotten."""
        person, job = await self._sources.book.person(key), await self._sources.catalogue.opening(job_id)
        if person is None or person.away_as == "erased" or job is None:
            return None
        standing = await self._standing(person, job)
        return standing, why_not(standing)

    async def _standing(self, person: CandidateFacts, job: JobFacts) -> Standing:
        book, pair_key = self._sources.book, (person.key, job.job_id)
        prevailing, now = await self._sources.prevailing.now(), self._sources.now()
        terms = prevailing.terms(person.key[0])
        scorer = Scorer(prevailing.rarity, prevailing.terms, now)
        alive = person.alive and job.alive
        return Standing(
            person,
            job,
            terms,
            score=score(job, person, scorer) if alive else None,
            bar=bar(job, terms, now) if alive else None,
            status=await book.status(pair_key),
            pair=await book.pair(pair_key),
            kept=await book.least_kept(person.key),
            told=len(await book.of_opening(person.key[0], job.job_id, ("active",))) if terms.most_per_posting else 0,
        )
