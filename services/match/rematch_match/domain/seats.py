"""The lists of the people whose pairs are settled at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from rematch_match.domain.facts import CandidateKey
from rematch_match.domain.pairs import Change, Finding, Occasion, Pair, PairKey, change, displaced
from rematch_match.domain.places import Ask, List, seated


class Seats:
    """The lists of the people whose pairs are settled; they are looked at until nobody comes in any more."""

    def __init__(self, findings: Iterable[Finding], before: Mapping[PairKey, Pair], occasion: Occasion) -> None:
        self._before = before
        self._occasion = occasion
        self._of: dict[CandidateKey, dict[UUID, Finding]] = defaultdict(dict)
        self._open: set[CandidateKey] = set()
        self._standing: dict[CandidateKey, List] = {}
        self._seats: dict[CandidateKey, frozenset[UUID]] = {}
        self.add(findings)

    def add(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._of[finding.key[0]][finding.key[1]] = finding
            if not self._same(finding):
                self._open.add(finding.key[0])

    def _same(self, finding: Finding) -> bool:
        """Whether it moves nobody in the list, and says nothing new. (Settings may: they can make the list longer or
        shorter.)"""
        before = self._before.get(finding.key)
        if before is None or before.state == "withdrawn":
            return not finding.fits
        holds = before.active and finding.fits and not finding.held_back and finding.value == before.score
        return holds and finding.verdict == before.verdict and self._occasion.because is None

    def asks(self) -> list[Ask]:
        return [self._ask(person) for person in sorted(self._open)]

    def _ask(self, person: CandidateKey) -> Ask:
        states = [(finding, self._before.get(finding.key)) for finding in self._of[person].values()]
        holding = sum(pair is not None and pair.active for _, pair in states)
        coming = sum(v.fits and not v.held_back and not (pair and pair.active) for v, pair in states)
        waiting = sum(pair is not None and pair.state == "displaced" for _, pair in states)
        terms = self._occasion.scorer.terms(person[0])
        low, few = terms.window.low, terms.window.few
        return Ask(person, terms.most_per_candidate, coming, holding, waiting, low, few)

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
        seats, findings = self._seats[person], self._of[person]
        others = [pair for pair in self._standing[person].pairs if pair.active and pair.key[1] not in findings]
        pushed_out = [displaced(pair) for pair in others if pair.key[1] not in seats]
        settled = (
            change(self._before.get(finding.key), finding, job_id in seats, floor)
            for job_id, finding in sorted(findings.items())
        )
        found = [*pushed_out, *(one for one in settled if one is not None)]
        return sorted(found, key=lambda one: one.what != "withdrawn")
