"""The lists of the people whose pairs are settled at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Change, Occasion, Pair, PairKey, Verdict, change, displaced
from rematch_match.domain.places import Ask, List, seated


class Seats:
    """The lists of the people whose pairs are settled; they are looked at until nobody comes in any more."""

    def __init__(self, verdicts: Iterable[Verdict], before: Mapping[PairKey, Pair], occasion: Occasion) -> None:
        self._before = before
        self._occasion = occasion
        self._of: dict[CandidateKey, dict[UUID, Verdict]] = defaultdict(dict)
        self._open: set[CandidateKey] = set()
        self._standing: dict[CandidateKey, List] = {}
        self._seats: dict[CandidateKey, frozenset[UUID]] = {}
        self.add(verdicts)

    def add(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            self._of[verdict.key[0]][verdict.key[1]] = verdict
            if not self._same(verdict):
                self._open.add(verdict.key[0])

    def _same(self, verdict: Verdict) -> bool:
        """Whether it moves nobody in the list. (Settings may: they can make the list longer or shorter.)"""
        before = self._before.get(verdict.key)
        if before is None or before.state == "withdrawn":
            return not verdict.fits
        holds = before.active and verdict.fits and not verdict.held_back and verdict.value == before.score
        return holds and self._occasion.because is None

    def asks(self) -> list[Ask]:
        return [self._ask(person) for person in sorted(self._open)]

    def _ask(self, person: CandidateKey) -> Ask:
        states = [(verdict, self._before.get(verdict.key)) for verdict in self._of[person].values()]
        holding = sum(pair is not None and pair.active for _, pair in states)
        coming = sum(v.fits and not v.held_back and not (pair and pair.active) for v, pair in states)
        waiting = sum(pair is not None and pair.state == "displaced" for _, pair in states)
        most = self._occasion.scorer.terms(person[0]).most_per_candidate
        return Ask(person, most, coming, holding, waiting)

    def seat(self, lists: Mapping[CandidateKey, List]) -> list[Pair]:
        """Give the places; back come those that wait and would get one, and have to be looked at for that."""
        entering: list[Pair] = []
        for ask in self.asks():
            person, standing = ask.person, lists[ask.person]
            self._standing[person] = standing
            seats = seated(ask, list(self._of[person].values()), standing)
            self._seats[person] = seats
            coming = seats - self._of[person].keys()
            entering += [pair for pair in standing.pairs if not pair.active and pair.key[1] in coming]
        self._open.clear()
        return entering

    def changes(self, floors: Mapping[CandidateKey, int]) -> list[Change]:
        """Person by person; who leaves a list is told of before who comes in."""
        return [one for person in sorted(self._seats) for one in self._changes(person, floors[person])]

    def _changes(self, person: CandidateKey, floor: int) -> list[Change]:
        seats, verdicts = self._seats[person], self._of[person]
        others = [pair for pair in self._standing[person].pairs if pair.active and pair.key[1] not in verdicts]
        pushed_out = [displaced(pair) for pair in others if pair.key[1] not in seats]
        settled = (
            change(self._before.get(verdict.key), verdict, job_id in seats, floor)
            for job_id, verdict in sorted(verdicts.items())
        )
        found = [*pushed_out, *(one for one in settled if one is not None)]
        return sorted(found, key=lambda one: one.what != "withdrawn")
