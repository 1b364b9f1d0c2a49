"""Say why two are not matched."""

from uuid import UUID

from rematch_common.contracts import Verdict
from rematch_match.domain.bars import bar
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import Finding
from rematch_match.domain.scoring import Score, Scorer, score
from rematch_match.domain.terms import Terms
from rematch_match.domain.verdicts.applying import with_given
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
        terms = prevailing.terms(person.key[0]).of_person(person.key, now)
        scorer = Scorer(prevailing.rarity, prevailing.terms, now)
        alive = person.alive and job.alive
        factored = score(job, person, scorer) if alive else None
        weighed, verdict = await self._weighed(factored, job, person, terms)
        return Standing(
            person,
            job,
            terms,
            score=weighed,
            factored=factored.value if factored else 0.0,
            verdict=verdict,
            bar=bar(job, terms, now) if alive else None,
            status=await book.status(pair_key),
            pair=await book.pair(pair_key),
            kept=await book.least_kept(person.key),
            told=len(await book.of_opening(person.key[0], job.job_id, ("active",))) if terms.most_per_posting else 0,
        )

    async def _weighed(
        self, factored: Score | None, job: JobFacts, person: CandidateFacts, terms: Terms
    ) -> tuple[Score | None, Verdict | None]:
        """With the verdict that holds of the two now, if there is one."""
        if factored is None or not terms.verdicts.on:
            return factored, None
        key = (person.key, job.job_id)
        found = with_given(Finding(key, factored), job, person, await self._sources.book.given(key), terms)
        return (found.score.whole if found.score else None), (found.given.told if found.given else None)
