"""What a tenant bars is kept from its people in whatever way a pair comes up."""

from datetime import timedelta

import numpy as np
import pytest

from rematch_common.contracts import MatchFound, MatchWithdrawn
from rematch_match.domain.ageing import aged
from rematch_match.domain.asks import Asks, OwnAsked
from rematch_match.domain.pairs import Occasion, Scored
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.replaying import replay
from rematch_match.domain.scoring import Pairs, Scorer, score
from rematch_match.domain.terms import Terms
from rematch_match.domain.through import Tenants, through
from rematch_match.ports import Arrivals, Work
from tests.fakes.samples import NOW, job, person
from tests.fakes.store import FakeStore
from tests.unit.match.handling import Matching, candidate, opening

CHOOSY = Terms(version=2, least=50.0, blocked_companies=frozenset({"nordlicht energie"}))
BARRED = Asks(company="Nordlicht Energie GmbH", posted_at=NOW - timedelta(days=10))


def scorer(**own: Terms) -> Scorer:
    return Scorer(Rarity(), lambda tenant: own.get(tenant, Terms()), NOW)


@pytest.mark.parametrize(
    ("terms", "slug"),
    [(CHOOSY, "blocked_company"), (Terms(oldest_days=9), "posting_age"), (Terms(oldest_days=11), None)],
)
def test_a_barred_pair_is_kept_apart_and_worth_nothing(terms: Terms, slug: str | None) -> None:
    found = score(job(asks=BARRED), person(), scorer(demo=terms))
    assert found.apart == slug
    assert (found.value == 0) == (slug is not None)
    assert replay(found.inputs) == found.value
    assert (aged(found.fixed, BARRED.posted_at, NOW + timedelta(days=1)) == 0) == (slug is not None)


def test_what_one_tenant_bars_others_may_have() -> None:
    jobs = [job(1, asks=BARRED), job(2, own={"demo": OwnAsked(frozenset({"x"}))})]
    people = [person(f"c-{n}", tenant) for n in range(50) for tenant in ("demo", "other")]
    at = np.arange(200)
    scores = scorer(demo=CHOOSY).score(Pairs(jobs, people, at % 2, at // 2))
    for number in range(200):
        barred = number % 2 == 0 and people[number // 2].key[0] == "demo"
        assert (scores.value[number] == 0) == (scores.one(number).apart is not None) == barred


def test_an_opening_is_looked_at_once_for_each_tenant() -> None:
    jobs, at = [job(1, asks=BARRED), job(2, own={"other": OwnAsked(frozenset({"x"}))})], np.arange(200)
    seen = through(jobs, at % 2, Tenants(["demo", "other"], [CHOOSY, Terms()], at // 2 % 2), NOW)
    assert sorted(map(str, seen.bars)) == ["None", "None", "None", "blocked_company"]
    assert len(seen.jobs) == 3, "one of them reads as another to a tenant"
    assert {seen.jobs[seen.job_at[number]].job_id for number in range(0, 200, 2)} == {jobs[0].job_id}


def test_openings_that_all_see_alike_stay_as_they_are() -> None:
    jobs, at = [job()], np.zeros(3, dtype=np.intp)
    seen = through(jobs, at, Tenants(["demo"], [Terms()], at), NOW)
    assert seen.jobs is jobs
    assert seen.job_at is at


async def test_pairs_in_force_are_withdrawn_when_their_tenant_comes_to_bar_the_opening() -> None:
    matching = Matching()
    (found,) = await matching(opening(), candidate())
    assert isinstance(found, MatchFound)
    matching.choose(demo=CHOOSY)
    (event,) = await matching(candidate(version=2))
    assert isinstance(event, MatchWithdrawn)
    assert event.reason == "filter"
    assert await matching(opening(version=2)) == []


async def test_an_unscored_pair_is_barred_when_it_is_settled() -> None:
    store, terms = FakeStore(), {"demo": CHOOSY}
    store.books.settings["demo"] = CHOOSY.version
    barred, free = job(1, asks=BARRED), job(2)
    await store.write(Arrivals([barred, free], [person()]))
    pairs = [Scored.unseen((person().key, one.job_id)) for one in (barred, free)]
    occasion = Occasion(NOW, scorer(**terms))
    assert await store.settle(pairs, Work([], []), occasion) == 1
    assert [event.job_id for event in store.events] == [free.job_id]
