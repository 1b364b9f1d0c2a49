"""The day that bench/nightly simulates, its batches, and how their ends are compared."""

from collections import Counter
from uuid import UUID

import pytest

from bench import nightly_compare as compared
from bench.nightly_batch import TERMS, best_of, every, matrix
from bench.nightly_compare import Limits, Side, compare, misplaced
from bench.nightly_day import DAY, END, Day, Happening, received
from bench.nightly_end import ages_at_night
from bench.nightly_events import A_BATCH, cause_of, due
from bench.nightly_people import Size, job_id, person, posting
from rematch_match.domain.facts import CandidateFacts, CandidateKey, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.reading import candidate_facts, job_facts
from rematch_match.domain.scoring import Scorer, score
from rematch_match.handlers.arriving import arrivals

SMALL = Size(120, 60)
ANNE, BERT = ("t", "anne"), ("t", "bert")
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
LIMITS = Limits(least=50.0, most=2)


def test_a_day_is_the_same_every_time_and_in_order() -> None:
    day = Day(SMALL)
    assert day.happenings == Day(SMALL).happenings
    assert [one.at for one in day.happenings] == sorted(one.at for one in day.happenings)
    assert all(0 <= one.at <= DAY for one in day.happenings)
    assert Counter(one.what for one in day.happenings)["posted"] == SMALL.postings
    assert {one.what for one in Day(Size(600, 200)).happenings} == {"posted", "moved", "closed", "changed"}


def test_nothing_happens_to_a_posting_before_it_is_there() -> None:
    came: dict[int, list[str]] = {}
    for one in Day(Size(2_000, 10)).happenings:
        if one.what != "changed":
            came.setdefault(one.number, []).append(one.what)
    order = ["posted", "moved", "closed"]
    assert all(told == sorted(told, key=order.index) and told[0] == "posted" for told in came.values())


def test_match_reads_what_happens_as_news_of_a_later_version() -> None:
    day = Day(Size(600, 200))
    for what in ("moved", "closed", "changed"):
        one = next(one for one in day.happenings if one.what == what)
        read = arrivals([received(day.event(one))], "")
        both: list[JobFacts | CandidateFacts] = [*read.jobs, *read.candidates]
        (facts,) = both
        assert facts.version > 1
        assert day.about(one) == (facts.job_id if isinstance(facts, JobFacts) else facts.key)


def test_people_of_an_occupation_fit_its_openings_and_few_others() -> None:
    jobs, people = _market()
    values = matrix(_scorer(), jobs, people)
    own = [[_work(someone) == job.asks.occupation for job in jobs] for someone in people]
    of_own, of_others = values[own], values[[[not same for same in row] for row in own]]
    assert (of_own >= 50).mean() > 0.3
    assert (of_others >= 50).mean() < 0.1


def test_the_batch_scores_every_pair_as_one_by_one() -> None:
    jobs, people = _market()
    values = matrix(_scorer(), jobs, people[:5])
    assert values.shape == (5, len(jobs))
    assert [values[3, at] for at in (0, 7, 50)] == [score(jobs[at], people[3], _scorer()).value for at in (0, 7, 50)]


def test_a_list_is_the_best_in_order_and_reaches_the_least() -> None:
    jobs, people = _market()
    jobs = [*jobs, *(job_facts(posting(n, Size(4_000, 60))) for n in range(200, 700))]
    somebody = max(people, key=lambda one: len(one.skills))
    values = _scorer().score(every(jobs, [somebody])).value
    best = best_of(_scorer(), jobs, somebody, values)
    ranks = [(-told.value, job) for job, told in best]
    assert len(best) == TERMS.most_per_candidate
    assert ranks == sorted(ranks)
    left_out = [value for job, value in zip(jobs, values, strict=True) if job.job_id not in dict(best)]
    assert min(told.value for _, told in best) >= max(*left_out, TERMS.least)


@pytest.mark.parametrize(
    ("other", "now", "why"),
    [
        (Side({ANNE: {ONE: 90.0}}), 70.0, compared.UNSEEN),
        (Side({ANNE: {ONE: 90.0, THREE: 80.0}}), 70.0, compared.ROOM),
        (Side({ANNE: {ONE: 90.0, THREE: 70.1}}), 70.0, compared.TIES),
        (Side({ANNE: {ONE: 90.0, THREE: 60.0}}), 70.0, compared.UNSEEN),
        (Side({ANNE: {ONE: 90.0, THREE: 60.0}}, {ANNE: {TWO: 70.0}}), 70.0, compared.ORDER),
        (Side({ANNE: {ONE: 90.0, THREE: 60.0}}, {ANNE: {TWO: 55.0}}), 70.0, compared.AGED),
        (Side({ANNE: {ONE: 90.0}}), 49.9, compared.AGED),
        (Side({BERT: {TWO: 90.0}}), 65.0, compared.AGED),
    ],
)
def test_why_a_way_lacks_a_pair(other: Side, now: float, why: str) -> None:
    first = Side({ANNE: {TWO: 70.0, ONE: 90.0}})
    scores = {(ANNE, TWO): now, (ANNE, ONE): 90.0, (ANNE, THREE): 80.0}
    found = compare(first, other, lambda pair: scores.get(pair, 90.0), LIMITS)
    lacking = found.only_first - Counter({compared.UNSEEN: int(ONE not in other.kept.get(ANNE, {}))})
    assert lacking == Counter({why: 1})


def test_a_last_of_the_list_that_has_aged_is_no_reason_of_its_own() -> None:
    scores = {(ANNE, ONE): 90.0, (ANNE, TWO): 70.0, (ANNE, THREE): 60.0}
    other = Side({ANNE: {ONE: 90.0, THREE: 75.0}})
    found = compare(Side({ANNE: {ONE: 90.0, TWO: 70.0}}), other, scores.__getitem__, LIMITS)
    assert (found.both, found.only_first, found.only_second) == (
        1,
        Counter({compared.AGED: 1}),
        Counter({compared.AGED: 1}),
    )
    assert found.in_common == pytest.approx(1 / 3)


def test_the_same_ends_have_everything_in_common() -> None:
    side = Side({ANNE: {ONE: 90.0}, BERT: {TWO: 60.0}})
    found = compare(side, side, lambda _: 90.0, LIMITS)
    assert (found.both, found.in_common, found.only_first, found.only_second) == (2, 1.0, Counter(), Counter())


@pytest.mark.parametrize(
    ("waits", "wrong"),
    [({THREE: 80.0}, True), ({THREE: 70.0}, False), ({THREE: 60.0}, False), ({THREE: 40.0}, False)],
)
def test_nobody_may_wait_who_is_better_than_the_last_of_the_list(waits: dict[UUID, float], wrong: bool) -> None:
    full = {ONE: 90.0, TWO: 70.0}
    assert bool(misplaced(Side({ANNE: full}, {ANNE: waits}), LIMITS)) is wrong


def test_nobody_may_wait_while_there_is_room() -> None:
    assert misplaced(Side({ANNE: {ONE: 90.0}}, {ANNE: {TWO: 55.0}}), LIMITS) == [(ANNE, TWO)]


def test_match_takes_what_is_there_and_no_more_than_it_takes_at_once() -> None:
    coming = [Happening(float(at), at, "posted") for at in (1, 2, 2, 5)] + [Happening(5.0, 9, "posted")] * A_BATCH
    assert due(coming, 0, 1.0) == coming[:1]
    assert due(coming, 1, 4.0) == coming[1:3]
    assert due(coming, 3, 9.0) == coming[3 : 3 + A_BATCH]


def test_a_match_is_as_old_as_the_later_word_about_its_two_sides() -> None:
    posted, changed = Happening(10.0, 1, "posted"), Happening(20.0, 2, "changed")
    since: dict[UUID | CandidateKey, Happening] = {ONE: posted, ANNE: changed}
    assert cause_of(f"t/anne/{ONE}", since) == changed
    assert cause_of(f"t/bert/{ONE}", since) == posted
    assert cause_of(f"t/bert/{TWO}", since) is None
    assert sorted(ages_at_night({ANNE: {ONE: 80.0}, BERT: {ONE: 70.0}}, {ONE: 10.0, ANNE: 20.0})) == [
        DAY - 20,
        DAY - 10,
    ]


def _market() -> tuple[list[JobFacts], list[CandidateFacts]]:
    jobs = [job_facts(posting(number, SMALL)) for number in range(SMALL.postings)]
    assert jobs[3].job_id == job_id(3)
    return jobs, [candidate_facts(person(number, SMALL)) for number in range(SMALL.people)]


def _scorer() -> Scorer:
    return Scorer(Rarity(), lambda _: TERMS, END)


def _work(someone: CandidateFacts) -> str | None:
    return someone.brings.headline.occupation if someone.brings.headline else None
