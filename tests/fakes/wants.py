"""Pairs that wait for a verdict, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import PairKey
from rematch_match.domain.verdicts.given import Given
from rematch_match.ports.rulings import Nothing, Want
from tests.fakes.ledger import Books, Waiting

_MINUTE, _TEN_SECONDS = timedelta(minutes=1), timedelta(seconds=10)


class FakeWants:
    """See rematch_match.ports.rulings.Wants. Nobody else asks meanwhile, so tenants take turns by name."""

    def __init__(self, books: Books) -> None:
        self._books = books

    async def claim(self, people: int, at: datetime) -> list[Want]:
        free = {
            key: one
            for key, one in self._books.wants.items()
            if one.ended is None and (one.claimed_at is None or one.claimed_at < at - _MINUTE)
        }
        return self._taken(free, sorted(free, key=lambda key: (free[key].wanted_at, key[0])), people, at)

    async def claim_again(self, people: int, at: datetime) -> list[Want]:
        due = {key: one for key, one in self._put_off().items() if (one.again_at or at) <= at}
        return self._taken(due, sorted(due, key=lambda key: (due[key].again_at or at, key[0])), people, at)

    def _put_off(self) -> dict[PairKey, Waiting]:
        return {key: one for key, one in self._books.wants.items() if one.ended == "away"}

    def _taken(self, some: dict[PairKey, Waiting], in_order: list[PairKey], people: int, at: datetime) -> list[Want]:
        taken = self._turns(in_order)[:people]
        mine = {key: one for key, one in some.items() if key[0] in taken}
        for key, one in mine.items():
            self._books.wants[key] = replace(one, claimed_at=at, ended=None, ended_at=None)
        return [Want(key, one.turn, one.score, one.wanted_at) for key, one in mine.items()]

    def _turns(self, oldest_first: Sequence[PairKey]) -> list[CandidateKey]:
        place: dict[CandidateKey, int] = {}
        for person, _ in oldest_first:
            place.setdefault(person, sum(other[0] == person[0] for other in place))
        return sorted(place, key=lambda person: (place[person], person))

    async def keep(self, wants: Sequence[Want], at: datetime) -> None:
        for want in wants:
            if (one := self._books.wants.get(want.key)) and one.ended is None:
                self._books.wants[want.key] = replace(one, claimed_at=at)

    async def given(self, wants: Mapping[Want, Given], at: datetime) -> Sequence[Want]:
        return self._end([want for want in wants if not self._asks_something_else(want.key)], list(wants), None, at)

    async def put_off(self, wants: Mapping[Want, datetime], most: int, at: datetime) -> Sequence[Want]:
        rest = []
        for want in sorted(wants, key=lambda want: (-want.score, want.key)):
            one, pair = self._books.wants.get(want.key), self._books.pairs.get(want.key)
            told = pair is not None and pair.active and pair.verdict is not None
            room = sum(key[0][0] == want.key[0][0] for key in self._put_off()) < most
            if one is not None and one.turn == want.turn and told and room:
                away = replace(one, ended="away", ended_at=at, claimed_at=None, again_at=wants[want])
                self._books.wants[want.key] = away
            else:
                rest.append(want)
        return self._end([want for want in rest if not self._asks_something_else(want.key)], rest, None, at)

    async def put_off_now(self) -> int:
        return len(self._put_off())

    async def give_up(self, before: datetime) -> int:
        gone = [key for key, one in self._put_off().items() if one.wanted_at <= before]
        for key in gone:
            del self._books.wants[key]
        return len(gone)

    async def none(self, wants: Sequence[Want], why: Nothing, at: datetime) -> Sequence[Want]:
        return self._end(wants, wants, None if why == "gone" else why, at)

    def _asks_something_else(self, key: PairKey) -> bool:
        pair = self._books.pairs.get(key)
        return pair is not None and pair.active and pair.verdict is None

    def _end(self, able: Sequence[Want], all_of_them: Sequence[Want], why: str | None, at: datetime) -> list[Want]:
        ended = []
        for want in all_of_them:
            one = self._books.wants.get(want.key)
            if one is None or one.ended is not None:
                continue
            if want not in able or one.turn != want.turn:
                self._books.wants[want.key] = replace(one, claimed_at=at - _MINUTE + _TEN_SECONDS)
                continue
            ended.append(want)
            if why is None:
                del self._books.wants[want.key]
            else:
                self._books.wants[want.key] = replace(one, ended=why, ended_at=at, claimed_at=None)
        return ended

    async def waiting(self) -> int:
        return sum(one.ended is None for one in self._books.wants.values())

    async def prune(self, before: datetime) -> None:
        old = [key for key, one in self._books.wants.items() if one.ended_at is not None and one.ended_at < before]
        for key in old:
            del self._books.wants[key]
