"""Show matches: a person's, an opening's, and one with everything that can be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from rematch_common.contracts import match_id_of
from rematch_match.domain.facts import CandidateFacts, CandidateKey
from rematch_match.domain.learning import NEXT, Advice, past_successes, to_learn
from rematch_match.domain.listing import Choice, Head, Page, page_of, score_of
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.quality.showing import showings
from rematch_match.handlers.noting import Notice
from rematch_match.handlers.sources import Sources
from rematch_match.ports.book import Body, Place

_SUCCESSES = 500


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, and what was told of each match on it."""

    page: Page
    bodies: Mapping[PairKey, Body]
    by_hand: bool = False
    """Whether the person whose list it is has asked for that."""


@dataclass(frozen=True, slots=True)
class Whole:
    """One match, its score of the moment, what the person could learn, and how people alike have fared."""

    head: Head
    score: float
    body: Body
    learn: Sequence[Advice] = field(default_factory=tuple)
    successes: Sequence[str] = field(default_factory=tuple)


class Show:
    """None where the person, the opening or the match is not known, or belongs to somebody else."""

    def __init__(self, sources: Sources, notice: Notice) -> None:
        self._sources = sources
        self._notice = notice

    async def of_person(self, key: CandidateKey, choice: Choice) -> Listed | None:
        """What is ranked is noted as shown to them. No other list is somebody's own."""
        person = await self._known(key)
        if person is None:
            return None
        listed = await self._listed(await self._sources.book.of_person(key, choice.states), choice)
        if choice.ranks:
            self._notice(list(showings(listed.page, listed.bodies, self._sources.now())))
        return replace(listed, by_hand=person.away_as == "consent")

    async def of_opening(self, tenant: str, job_id: UUID, choice: Choice) -> Listed | None:
        if await self._sources.catalogue.opening(job_id) is None:
            return None
        return await self._listed(await self._sources.book.of_opening(tenant, job_id, choice.states), choice)

    async def newest(self, tenant: str, limit: int, after: Place | None) -> tuple[Listed, Place | None]:
        """The tenant's matches, told last first; and the place behind which the next page begins."""
        heads = await self._sources.book.newest(tenant, limit + 1, after)
        shown, now = heads[:limit], self._sources.now()
        page = Page([(head, score_of(head, now)) for head in shown], len(shown))
        last = shown[-1] if len(heads) > limit else None
        following = (last.told_at, match_id_of(*last.key[0], last.key[1])) if last and last.told_at else None
        return Listed(page, await self._bodies([head.key for head in shown])), following

    async def scores(self, tenant: str) -> Sequence[int]:
        return await self._sources.book.scores(tenant)

    async def advice(self, key: CandidateKey) -> Sequence[Advice] | None:
        person = await self._known(key)
        return None if person is None else await self._advice(person)

    async def named(self, tenant: str, match_id: UUID) -> Whole | None:
        key = await self._sources.book.named(tenant, match_id)
        return None if key is None else await self.one(key)

    async def one(self, key: PairKey) -> Whole | None:
        person, head = await self._known(key[0]), await self._sources.book.pair(key)
        if person is None or head is None:
            return None
        body = (await self._bodies([key])).get(key, {})
        successes = await self._successes(person, key)
        return Whole(head, score_of(head, self._sources.now()), body, await self._advice(person), successes)

    async def _listed(self, heads: Sequence[Head], choice: Choice) -> Listed:
        page = page_of(heads, choice, self._sources.now())
        return Listed(page, await self._bodies([head.key for head, _ in page.heads]))

    async def _bodies(self, keys: Sequence[PairKey]) -> Mapping[PairKey, Body]:
        """Where there is no verdict, `verdict_state` says why; None: nobody has asked for one yet."""
        found = await self._sources.book.bodies(keys)
        if not found:
            return found
        on = (await self._sources.prevailing.now()).terms(keys[0][0][0]).verdicts.on
        return {key: _with_state(body, on) for key, body in found.items()}

    async def _known(self, key: CandidateKey) -> CandidateFacts | None:
        person = await self._sources.book.person(key)
        return None if person is None or person.away_as == "erased" else person

    async def _advice(self, person: CandidateFacts) -> list[Advice]:
        return to_learn(person.skills, await self._sources.book.next_ones(person.key, NEXT))

    async def _successes(self, person: CandidateFacts, key: PairKey) -> list[str]:
        job = await self._sources.catalogue.opening(key[1])
        if job is None:
            return []
        known = await self._sources.book.successes(*person.key, _SUCCESSES)
        return past_successes(person.skills, job.skills, job.asks.occupation, known)


def _with_state(body: Body, on: bool) -> Body:
    state = None if body.get("verdict") else body.get("verdict_state") if on else "off"
    return {**body, "verdict_state": state}
