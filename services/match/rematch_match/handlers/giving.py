"""Give the pairs that want one their verdicts, beside the matching that never waits for it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.errors import DependencyAway
from rematch_common.faults import fault_point
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.scoring import Pairs, Scorer
from rematch_match.domain.verdicts.putting_off import again_at
from rematch_match.domain.verdicts.question import Question, question_of
from rematch_match.handlers.after_you import AfterYou
from rematch_match.handlers.asking import Ask, Bench, Case, Word
from rematch_match.handlers.sweep import Settle
from rematch_match.ports.circumstances import Circumstances, Prevailing
from rematch_match.ports.rulings import Nothing, Want

# So many people's pairs are judged at once, those of different tenants first.
PEOPLE = 8
# Seconds: a claim runs out after sixty.
_KEPT_EVERY = 20.0


class GiveVerdicts:
    """Works off what is wanted. A pair is settled once its verdict is stored: whatever dies in between is done again
    from there, and what was told isn't told again. Where a model was away the factors' word is told at once, and the
    pair is put off until one answers again. `after_you`: asked before whatever takes its time."""

    def __init__(self, bench: Bench, prevailing: Prevailing, settle: Settle, after_you: AfterYou, now: Now) -> None:
        self._court = bench.court
        self._putting_off = bench.putting_off
        self._wants = bench.wants
        self._rulings = bench.rulings
        self._ask = Ask(bench, now)
        self._prevailing = prevailing
        self._settle = settle
        self._after_you = after_you
        self._now = now

    async def __call__(self) -> None:
        while claimed := await self._claimed():
            fault_point("match.verdict_claimed")
            async with self._kept(claimed):
                await self._work_on(claimed)

    async def _claimed(self) -> list[Want]:
        await self._after_you()
        return await self._wants.claim(PEOPLE, self._now()) or await self._claimed_again()

    async def _claimed_again(self) -> list[Want]:
        """After all that is new; and of a model that may be back one person's pairs find out whether it is."""
        state = self._court.state
        if state == "open":
            return []
        return await self._wants.claim_again(1 if state == "half-open" else PEOPLE, self._now())

    @contextlib.asynccontextmanager
    async def _kept(self, claimed: Sequence[Want]) -> AsyncIterator[None]:
        """However long the judges take, nobody else asks for the same."""

        async def keep() -> None:
            while True:
                await asyncio.sleep(_KEPT_EVERY)
                with contextlib.suppress(DependencyAway):
                    await self._wants.keep(claimed, self._now())

        keeping = asyncio.create_task(keep())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _work_on(self, claimed: Sequence[Want]) -> None:
        under = await self._prevailing.now()
        on = [want for want in claimed if under.terms(want.key[0][0]).verdicts.on]
        await self._none([want for want in claimed if want not in on], "off")
        questions = await self._questions([want.key for want in on], under)
        await self._none([want for want in on if want.key not in questions], "gone")
        people: dict[CandidateKey, list[Case]] = defaultdict(list)
        now = self._now()
        for want in sorted(on, key=lambda want: (-want.score, want.key)):
            if want.key in questions:
                terms = under.terms(want.key[0][0]).of_person(want.key[0], now).verdicts
                people[want.key[0]].append(Case(want, questions[want.key], terms))
        await _all(self._of_person(cases) for cases in people.values())

    async def _questions(self, keys: Sequence[PairKey], under: Circumstances) -> dict[PairKey, Question]:
        """Of those that are in force. In a thread: to mask the texts takes its time, and postings come in meanwhile."""
        pairs = await self._rulings.pairs(keys) if keys else []
        scorer = Scorer(under.rarity, under.terms, self._now())
        return await asyncio.to_thread(_questions_of, pairs, scorer) if pairs else {}

    async def _of_person(self, cases: Sequence[Case]) -> None:
        """The best first."""
        top = cases[0].terms.top
        await self._none([case.want for case in cases[top:]], "top")
        answers: dict[Want, Word | None] = {}

        async def answer(case: Case) -> None:
            answers[case.want] = await self._ask(case)

        try:
            await _all(answer(case) for case in cases[:top])
        finally:
            # What the others have got is not lost where one has failed.
            given = {want: one for want, one in answers.items() if one is not None}
            await self._tell(given)
        await self._none([want for want, one in answers.items() if one is None], "budget")

    async def _tell(self, given: dict[Want, Word]) -> None:
        if not given:
            return
        await self._after_you()
        await self._settle(sorted(want.key for want in given))
        fault_point("match.verdict_settled")
        now = self._now()
        for want in await self._ended(given, now):
            by = "model" if given[want].given.judgement.by_model else "deterministic"
            metrics.VERDICT_WANTS.labels(by).inc()
            metrics.VERDICT_SECONDS.observe(max(0.0, (now - want.wanted_at).total_seconds()))

    async def _ended(self, told: dict[Want, Word], now: datetime) -> Sequence[Want]:
        later = {
            want: again_at(want.wanted_at, now, word.in_vain)
            for want, word in told.items()
            if word.for_now and self._putting_off.lasts(want.wanted_at, now)
        }
        done = {want: word.given for want, word in told.items() if want not in later}
        ended = await self._wants.put_off(later, self._putting_off.most, now) if later else []
        return [*ended, *(await self._wants.given(done, now) if done else [])]

    async def _none(self, wants: Collection[Want], why: Nothing) -> None:
        if wants:
            ended = await self._wants.none(list(wants), why, self._now())
            metrics.VERDICT_WANTS.labels(why).inc(len(ended))


def _questions_of(pairs: Sequence[tuple[JobFacts, CandidateFacts]], scorer: Scorer) -> dict[PairKey, Question]:
    scores = scorer.score(Pairs.of(pairs)).some(range(len(pairs)))
    return {
        (person.key, job.job_id): question_of(job, person, seen.whole)
        for (job, person), seen in zip(pairs, scores, strict=True)
        if seen.apart is None
    }


async def _all(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of it, to its end; then the first that failed says so."""
    for failed in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(failed, BaseException):
            raise failed
