"""What people were shown, in memory, over a store's books."""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import MatchFeedback, MatchShown
from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.quality.showing import Showing
from rematch_match.domain.quality.traces import Said, Seen, Trace
from rematch_match.ports.history import Asked
from tests.fakes.ledger import Books

_PAGE = 2


class FakeHistory:
    """See rematch_match.ports.history.History. By lot: by name."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def note(self, shown: Sequence[Showing]) -> None:
        for one in shown:
            if one.key[0] in self._books.named:
                self._books.shown.setdefault((one.key, one.version, one.surface), one)

    async def hear(self, shown: Sequence[MatchShown]) -> None:
        for one in sorted(shown, key=lambda one: one.occurred_at):
            key = ((one.tenant_id, one.candidate_id), one.job_id)
            if told := self._books.scorings.get((key, one.version)):
                scoring = (told.profile, told.version)
                await self.note([Showing(key, one.version, one.position, *scoring, one.occurred_at, "message")])

    async def traces(self, asked: Asked, most: int) -> AsyncIterator[list[Trace]]:
        people = [who for who in sorted(self._books.named) if asked.tenant in (None, who[0])]
        found = [self._trace(who, asked.since) for who in people if self._is_in(who, asked.since)][:most]
        for start in range(0, len(found), _PAGE):
            yield found[start : start + _PAGE]

    def _is_in(self, who: CandidateKey, since: datetime) -> bool:
        hired = any(one.action == "hired" and one.occurred_at >= since for one in self._of(who))
        return hired or any(one.key[0] == who and one.at >= since for one in self._books.shown.values())

    def _of(self, who: CandidateKey) -> list[MatchFeedback]:
        return [one for one in self._books.feedback.values() if (one.tenant_id, one.candidate_id) == who]

    def _trace(self, who: CandidateKey, since: datetime) -> Trace:
        first: dict[UUID, Showing] = {}
        mine = [one for one in self._books.shown.values() if one.key[0] == who]
        for one in sorted(mine, key=lambda one: (one.at, one.version, one.surface)):
            first.setdefault(one.key[1], one)
        hired = {one.job_id for one in self._of(who) if one.action == "hired" and one.occurred_at >= since}
        seen = [self._seen(one) for one in first.values() if one.at >= since or one.key[1] in hired]
        seen.sort(key=lambda one: (one.at, one.position, one.job_id))
        return Trace(who[0], seen, list(self._said(who, since, first.keys())))

    def _seen(self, one: Showing) -> Seen:
        job = self._books.jobs.get(one.key[1])
        company = job.asks.company.lower() if job and job.asks.company else None
        profile = f"{one.profile}/{one.profile_version}"
        return Seen(one.key[1], one.position, one.at, profile, self._family(one.key[1]), company)

    def _said(self, who: CandidateKey, since: datetime, shown: Collection[UUID]) -> Iterator[Said]:
        times: dict[tuple[UUID, str], list[MatchFeedback]] = {}
        for one in self._of(who):
            times.setdefault((one.job_id, one.action), []).append(one)
        for (job_id, _), told in sorted(times.items()):
            at = [one.occurred_at for one in told]
            if max(at) >= since:
                yield Said(job_id, told[0].action, min(at), max(at), job_id in shown, self._family(job_id))

    def _family(self, job_id: UUID) -> str | None:
        job = self._books.jobs.get(job_id)
        return job.asks.occupation if job else None
