"""Write yourself first, then look for the others: whoever comes second finds the first."""

from collections.abc import Sequence
from itertools import permutations

import pytest

from rematch_common import metrics
from rematch_common.consume import Received
from rematch_common.contracts import (
    EMBEDDED_JOBS,
    MatchFound,
    MatchWithdrawn,
    OwnSkill,
)
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_match.domain.own_skills import OwnSkills
from rematch_match.domain.terms import Terms
from rematch_match.handlers.refilling import refill
from rematch_match.ports.ledger import Overtaken
from tests.fakes.circumstances import FakePrevailing
from tests.fakes.samples import job_id, received
from tests.fakes.vector_index import FakeVectorIndex
from tests.unit.match.handling import Matching, candidate, closed, erased, opening


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_in_whatever_order_they_come_each_pair_is_found_once(order: Sequence[int]) -> None:
    records = [opening(), candidate("c-1"), candidate("c-2")]
    matching = Matching()
    told = [event for place in order for event in await matching(records[place])]
    assert sorted((type(e), e.candidate_id, e.version) for e in told) == sorted(
        [(MatchFound, "c-1", 1), (MatchFound, "c-2", 1)], key=str
    )


async def test_both_in_one_batch_are_one_match() -> None:
    (event,) = await Matching()(opening(), candidate())
    assert event.score > 90
    assert event.trigger == "new_job"


async def test_the_same_version_again_says_nothing_and_an_older_one_neither() -> None:
    matching = Matching()
    await matching(opening(version=2), candidate(version=2))
    assert await matching(opening(version=2), candidate(version=2)) == []
    assert await matching(opening(version=1, skills=["welding"]), candidate(version=1, skills=["welding"])) == []
    assert await matching(closed(version=1)) == []


async def test_a_version_whose_matching_was_never_finished_is_matched_when_it_comes_again() -> None:
    matching = Matching()
    await matching(candidate())
    matching.store.away = True
    with pytest.raises(DependencyAway):
        await matching(opening())
    matching.store.away = False
    assert job_id(1) in matching.store.jobs
    assert [type(event) for event in await matching(opening())] == [MatchFound]


@pytest.mark.parametrize(
    ("news", "reason"),
    [
        (closed(), "job_closed"),
        (received(EMBEDDED_JOBS, str(job_id(1)), None, version=2), "job_closed"),
        (erased(), "erased"),
        (erased(version=2), "erased"),
        (candidate(version=2, status="placed"), "filter"),
        (candidate(version=2, automated_matching=False), "consent"),
        (candidate(version=2, skills=["welding"], headline="Welder", summary=None, titles=()), "below_threshold"),
        (opening(version=2, skills=["welding"]), "below_threshold"),
    ],
)
async def test_what_no_longer_fits_is_withdrawn_and_found_by_nobody(news: Received, reason: str) -> None:
    matching = Matching()
    await matching(opening(), candidate())
    (event,) = await matching(news)
    assert isinstance(event, MatchWithdrawn)
    assert event.reason == reason
    assert await matching(opening(2, skills=["python", "sql"]), candidate("c-2")) != []
    assert await matching(news) == []


async def test_who_is_erased_for_good_does_not_come_back() -> None:
    matching = Matching()
    await matching(opening(), candidate(), erased())
    assert await matching(candidate(version=9)) == []


async def test_a_tombstone_of_a_key_that_is_no_job_is_a_wrong_record_and_no_bug() -> None:
    with pytest.raises(InvalidRecord, match="UUID"):
        await Matching()(received(EMBEDDED_JOBS, "no job", None))


async def test_within_a_batch_only_the_newest_word_counts() -> None:
    matching = Matching()
    assert await matching(opening(version=1), closed(version=2), candidate()) == []
    assert await matching.index.count("jobs") == 0
    assert await matching(opening(version=3), opening(version=2, skills=["welding"])) != []


async def test_searches_that_brought_all_they_may_are_counted() -> None:
    def counted() -> list[float]:
        return [metrics.FULL_SEARCHES.labels(side)._value.get() for side in ("candidates", "jobs")]

    matching = Matching()
    await matching(*(candidate(f"c-{n}") for n in range(10)))
    before = counted()
    assert len(await matching(opening())) == 10
    assert counted() == before, "all of them are as many as it may bring"
    await matching(candidate("c-10"))
    assert len(await matching(opening(2))) == 10
    assert counted() == [before[0] + 1, before[1]]
    await matching(*(opening(n) for n in range(3, 10)))
    await matching(candidate("c-11"))
    assert counted()[1] == before[1]
    await matching(opening(10))
    await matching(candidate("c-12"))
    assert counted()[1] == before[1] + 1


async def test_the_index_holds_who_can_be_matched_and_is_filled_again_when_it_was_lost() -> None:
    matching = Matching()
    await matching(opening(), opening(2), closed(2), candidate(), candidate("c-2", status="placed"))
    lost = FakeVectorIndex()
    await refill(matching.store, lost)
    for index in (matching.index, lost):
        assert (await index.count("jobs"), await index.count("candidates")) == (1, 1)


async def test_what_was_scored_on_terms_that_changed_meanwhile_is_done_again_on_the_new_ones() -> None:
    matching, prevailing = Matching(), FakePrevailing()
    await matching(candidate())
    matching.choose(demo=Terms(version=2, least=99.9))
    matching.prevailing.under, prevailing.under = prevailing.under, matching.prevailing.under
    with pytest.raises(Overtaken):
        await matching(opening(skills=["python", "sql", "go"]))
    assert matching.store.events == []
    matching.prevailing.under = prevailing.under
    assert await matching(opening(skills=["python", "sql", "go"])) == [], "it doesn't reach the new least"
    matching.choose(demo=Terms(version=3))
    assert len(await matching(candidate(version=2))) == 1


async def test_a_tenants_own_words_are_read_when_they_arrive() -> None:
    matching = Matching()
    terms = Terms(version=1, own_skills=OwnSkills.of([OwnSkill(id="snowpark", aliases=("Snow Park",))]))
    matching.choose({"demo": 1}, demo=terms)
    records = [
        opening(skills=[], description="Snow Park is required."),
        candidate(skills=["Snow Park"]),
        candidate("c-2", skills=["Snow Park"], tenant_id="other"),
    ]
    event, other = sorted(await matching(*records), key=lambda told: str(told.tenant_id))
    assert (event.tenant_id, event.matched_skills) == ("demo", ("snowpark",))
    assert (other.tenant_id, other.matched_skills) == ("other", ()), "to others it asks for no skill"
    assert event.explanation.evidence == {"snowpark": "Snow Park is required."}
    assert await matching(*records) == []


async def test_an_opening_that_asks_for_no_skill_is_matched_by_role_level_and_meaning() -> None:
    for records in permutations([opening(skills=[]), candidate("c-1", skills=["cooking"])]):
        matching = Matching()
        told = [event for record in records for event in await matching(record)]
        assert [(event.candidate_id, event.matched_skills) for event in told] == [("c-1", ())]
        assert told[0].explanation.summary == "The posting names no skills; role, level and meaning decide."
