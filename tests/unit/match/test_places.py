"""At any time the pairs in force are the best of all that fit, as many as the tenant allows: against a simple model."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_common.contracts import MatchFeedback, MatchWithdrawn
from rematch_match.domain.pairs import Finding, Occasion, Pair, PairKey, Scored
from rematch_match.domain.places import Ask, List, best, seated, weakest, worth_a_place
from rematch_match.domain.postings import held_back
from rematch_match.domain.profiles import PROFILES
from rematch_match.domain.scoring import Score
from rematch_match.ports import Arrivals
from tests.fakes.occasions import LEAST, set_occasion, worth
from tests.fakes.samples import NOW, gone, job_id, person
from tests.fakes.store import FakeStore

NAMES = ("c-1", "c-2")
JOBS = range(1, 9)
SCORES = st.sampled_from([30.0, 50.0, 55.0, 60.0, 60.4, 60.5, 70.0, 80.0, 90.0])


@dataclass
class Model:
    """What each pair comes to, and who has said no to what; no versions, no lists."""

    scores: dict[PairKey, float] = field(default_factory=dict)
    refused: set[PairKey] = field(default_factory=set)
    most: int = 3
    profile: str = "rematch"

    def in_force(self, name: str) -> set[PairKey]:
        fitting = [
            (-score, key[1], key)
            for key, score in self.scores.items()
            if key[0][1] == name and score >= LEAST and key not in self.refused
        ]
        window = PROFILES[self.profile].window
        return {
            key
            for place, (score, _, key) in enumerate(sorted(fitting)[: self.most])
            if -score >= window.low or (place < window.few and -score >= window.least)
        }


@dataclass
class Lists:
    """A store, and the same told to the model."""

    store: FakeStore = field(default_factory=FakeStore)
    model: Model = field(default_factory=Model)
    versions: dict[int, int] = field(default_factory=dict)
    minutes: int = 0

    def on(self, **fields: object) -> Occasion:
        return set_occasion(self.model.most, profile=self.model.profile, **fields)  # type: ignore[arg-type]

    async def publish(self, offers: list[tuple[int, float, float]]) -> None:
        """Openings, and how well they fit either person; what fits one of them at all is looked at."""
        jobs = []
        for number, one, other in {offer[0]: offer for offer in offers}.values():
            jobs.append(worth(number, 0, self._next(number), c_1=one, c_2=other))
            for name, score in zip(NAMES, (one, other), strict=True):
                self.model.scores[("demo", name), job_id(number)] = score
        work = await self.store.write(Arrivals(jobs, []))
        pairs = {(("demo", name), job.job_id) for name in NAMES for job in jobs}
        pairs |= await self.store.pairs_of(work)
        await self.store.settle([Scored.unseen(key) for key in sorted(pairs)], work, self.on())

    async def close(self, numbers: set[int]) -> None:
        work = await self.store.write(Arrivals([gone(number, self._next(number)) for number in numbers], []))
        pairs = await self.store.pairs_of(work)
        for key in [key for key in self.model.scores if key[1] in set(map(job_id, numbers))]:
            del self.model.scores[key]
        await self.store.settle([Scored.unseen(key) for key in sorted(pairs)], work, self.on())

    async def say(self, name: str, number: int, action: Literal["rejected", "applied"]) -> None:
        key = (("demo", name), job_id(number))
        self.minutes += 1
        record = MatchFeedback(
            tenant_id="demo",
            candidate_id=name,
            job_id=key[1],
            action=action,
            actor="candidate",
            occurred_at=NOW + timedelta(minutes=self.minutes),
        )
        (self.model.refused.add if action == "rejected" else self.model.refused.discard)(key)
        await self.store.react([record, record], self.on(because="feedback"))

    async def limit(self, most: int) -> None:
        self.model.most = most
        pairs = [key for key, pair in self.store.books.pairs.items() if pair.state != "withdrawn"]
        work = await self.store.write(Arrivals([], []))
        await self.store.settle(list(map(Scored.unseen, pairs)), work, self.on(because="settings_changed"))

    def _next(self, number: int) -> int:
        self.versions[number] = self.versions.get(number, 0) + 1
        return self.versions[number]

    def check(self) -> None:
        stored = {key for key, pair in self.store.books.pairs.items() if pair.active}
        assert stored == self.model.in_force("c-1") | self.model.in_force("c-2")
        told: set[str] = set()
        versions: dict[str, int] = {}
        for event in self.store.events:
            assert event.version == versions.get(event.key, 0) + 1
            versions[event.key] = event.version
            (told.discard if isinstance(event, MatchWithdrawn) else told.add)(event.key)
        assert told == {f"{tenant}/{name}/{job}" for (tenant, name), job in stored}, "what was told is what holds"


STEPS = st.one_of(
    st.tuples(st.just("publish"), st.lists(st.tuples(st.sampled_from(JOBS), SCORES, SCORES), min_size=1, max_size=4)),
    st.tuples(st.just("close"), st.sets(st.sampled_from(JOBS), min_size=1, max_size=3)),
    st.tuples(st.just("reject"), st.tuples(st.sampled_from(NAMES), st.sampled_from(JOBS))),
    st.tuples(st.just("apply"), st.tuples(st.sampled_from(NAMES), st.sampled_from(JOBS))),
    st.tuples(st.just("limit"), st.integers(0, 4)),
)


@pytest.mark.parametrize("profile", ["rematch", "hybrid"])
@settings(max_examples=300, deadline=None)
@given(steps=st.lists(STEPS, max_size=20))
async def test_the_pairs_in_force_are_the_best_of_all_that_fit(steps: list[tuple[str, object]], profile: str) -> None:
    """Under `hybrid` those that aim at less than asked for have a place only where there are few better ones."""
    lists = Lists()
    lists.model.profile = profile
    await lists.store.write(Arrivals([], [person(name) for name in NAMES]))
    for what, argument in steps:
        match what, argument:
            case "publish", list(offers):
                await lists.publish(offers)
            case "close", set(numbers):
                await lists.close(numbers)
            case "limit", int(most):
                await lists.limit(most)
            case _, (str(name), int(number)):
                await lists.say(name, number, "rejected" if what == "reject" else "applied")
        lists.check()


KEYS = st.lists(st.tuples(SCORES, st.booleans(), SCORES), max_size=8)


@settings(max_examples=300)
@given(KEYS, st.integers(0, 5), st.sampled_from([(0.0, 0), (60.4, 2), (70.0, 3)]), st.data())
def test_a_part_of_the_list_is_enough_to_know_who_has_a_place(
    pairs: list[tuple[float, bool, float]], most: int, window: tuple[float, int], data: st.DataObject
) -> None:
    """Only as much of a list is read as `weakest` and `best` say, and all of it would give the same."""
    me, (low, few) = ("demo", "c-1"), window
    ranked = sorted((-score, job_id(number), new, now) for number, (score, new, now) in enumerate(pairs))
    stored = [
        Pair((me, id_), 1, "active" if place < most and (-score >= low or place < few) else "displaced", -score)
        for place, (score, id_, *_) in enumerate(ranked)
    ]
    settled = [(pair, now) for pair, (*_, new, now) in zip(stored, ranked, strict=True) if new]
    findings = [Finding(pair.key, _score(now), None if now >= LEAST else "filter") for pair, now in settled]
    findings += [
        Finding((me, job_id(100 + n)), _score(s)) for n, s in enumerate(data.draw(st.lists(SCORES, max_size=3)))
    ]
    coming = len([v for v in findings if v.fits]) - sum(p.active for p, now in settled if now >= LEAST)
    holding = sum(pair.active for pair, _ in settled)
    ask = Ask(me, most, coming, holding, len(settled) - holding, low, few)
    held, waiting = [p for p in stored if p.active], [p for p in stored if not p.active]
    taken, broader = len(held), sum(pair.score < low for pair in held)
    waiting = [pair for pair in waiting if pair.score >= worth_a_place(ask, taken)]
    part = [*held[max(0, taken - weakest(ask, taken, broader)) :], *waiting[: best(ask, taken)]]
    of_part, of_all = (seated(ask, findings, List(len(held), some)) for some in (part, stored))
    looked_at = {pair.key[1] for pair in part} | {finding.key[1] for finding in findings}
    assert of_part == of_all & looked_at
    unseen = {pair.key[1] for pair in stored if pair.key[1] not in looked_at}
    assert unseen & of_all == unseen & {pair.key[1] for pair in held}, "those not looked at stay as they are"


def _score(value: float) -> Score:
    return Score(value, 1.0, (), 1, ("python",), ())


def test_of_an_openings_newcomers_the_best_get_what_is_free() -> None:
    one, two, three, four = (("demo", f"c-{n}") for n in range(1, 5))
    findings = [Finding((who, job_id(1)), _score(value)) for who, value in ((two, 60), (three, 90), (four, 60))]
    assert held_back(3, [(55.0, one), (80.0, two)], findings) == {four}
    assert held_back(4, [(55.0, one)], findings) == frozenset()
    assert held_back(1, [(65.0, one), (80.0, two)], findings) == {two, three, four}, "two has come down, one is ahead"
