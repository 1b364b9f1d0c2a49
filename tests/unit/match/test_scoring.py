"""A score rests on what is known, says what it rests on, never rewards what is unknown, and can be reached again."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rematch_match.domain.ageing import aged
from rematch_match.domain.asks import Asks, Brings, Pay
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.replaying import UnknownProfile, replay
from rematch_match.domain.scoring import Pairs
from rematch_match.domain.terms import Terms
from rematch_match.domain.titles import places_named, read_headline, read_title
from tests.fakes.samples import job, person, vector
from tests.unit.match.matching import NOW, SKILLS, openings, people, scored, scorer

pairs = st.lists(st.tuples(openings(), people()), min_size=1, max_size=6)


def titled(title: str, **asked: object) -> Asks:
    read = read_title(title)
    return Asks(title=title, title_core=read.core, occupation=read.occupation, seniority=read.seniority, **asked)  # type: ignore[arg-type]


@given(pairs)
@settings(deadline=None, max_examples=40)
def test_a_score_is_reached_again_from_what_the_audit_wrote_down(both: list[tuple[JobFacts, CandidateFacts]]) -> None:
    found = scorer().score(Pairs.of(both))
    for at in range(len(both)):
        one = found.one(at)
        assert replay(json.loads(json.dumps(one.inputs))) == one.value == found.value[at]


@given(pairs)
@settings(deadline=None, max_examples=40)
def test_many_pairs_at_once_score_as_each_by_itself(both: list[tuple[JobFacts, CandidateFacts]]) -> None:
    together = scorer().score(Pairs.of(both)).value
    apart = [scorer().score(Pairs.of([pair])).value[0] for pair in both]
    assert together == pytest.approx(apart, abs=0.11)  # the last digit of a cosine may differ


@given(openings(), people(), st.integers(0, 90))
@settings(deadline=None, max_examples=40)
def test_the_score_of_another_day_is_that_of_a_scorer_of_that_day(
    opening: JobFacts, somebody: CandidateFacts, days: int
) -> None:
    now = scored(opening, somebody, Terms(profile="layered"))
    later = scorer(Terms(profile="layered"))
    later.now = NOW + timedelta(days=days)
    expected = later.score(Pairs.of([(opening, somebody)])).one(0).value
    assert aged(now.fixed, opening.asks.posted_at, later.now) == expected
    assert aged(now.fixed, opening.asks.posted_at, NOW) == now.value


@given(openings(), people())
@settings(deadline=None, max_examples=40)
def test_a_score_stays_within_its_bounds(opening: JobFacts, somebody: CandidateFacts) -> None:
    found = scored(opening, somebody)
    assert 0 <= found.value <= 100
    assert 0 <= found.coverage <= 1
    assert set(found.matched) | set(found.missing) <= opening.skills
    assert not set(found.matched) & set(found.missing)


@given(openings(), people(), st.sampled_from(SKILLS[:5]))
@settings(deadline=None, max_examples=40)
def test_one_more_skill_never_lowers_a_score(opening: JobFacts, somebody: CandidateFacts, learnt: str) -> None:
    if somebody.skills:
        assert (
            scored(opening, replace(somebody, skills=somebody.skills | {learnt})).value
            >= scored(opening, somebody).value
        )


def test_each_pair_is_scored_on_its_own_tenants_terms() -> None:
    opening = job()
    both = [(opening, person(tenant=tenant)) for tenant in ("a", "b", "c")]
    found = scorer().score(Pairs.of(both))
    assert [found.one(at).scoring.profile for at in range(3)] == ["rematch", "five_factor", "layered"]
    assert next(f.weight for f in found.one(1).factors if f.name == "skills") == 0.9


def test_one_opening_with_many_people_goes_through_the_same_code_as_one_person_with_many_openings() -> None:
    somebody, opening = person(), job()
    many = Pairs([opening] * 40, [somebody], np.arange(40), np.zeros(40, np.intp))
    turned = Pairs([opening], [somebody] * 40, np.zeros(40, np.intp), np.arange(40))
    assert set(scorer(Terms()).score(many).value) == set(scorer(Terms()).score(turned).value)


def test_what_is_missing_lowers_the_coverage_and_never_agrees() -> None:
    bare, full = person(), person(brings=Brings(years=6.0, home=places_named(["Berlin, Germany"])))
    asks = Asks(years_min=5.0, places=places_named(["Berlin, Germany"]), workplace="onsite")
    unknown, known = scored(job(asks=asks), bare), scored(job(asks=asks), full)
    assert unknown.coverage < known.coverage
    assert unknown.value <= known.value
    assert {f.name for f in unknown.factors if f.known} == {"skills", "semantic"}


def test_when_nothing_is_known_there_is_no_score() -> None:
    found = scored(job(vector=None, required=frozenset(), preferred=frozenset()), person())
    assert (found.value, found.coverage) == (0.0, 0.0)


def test_what_implies_a_skill_counts_as_it_and_what_is_next_to_it_for_a_part() -> None:
    opening = job(required=frozenset({"python", "postgresql"}), preferred=frozenset())
    found = scored(opening, person(skills=frozenset({"django", "sql-server"})))
    assert found.matched == ("python",)
    assert found.missing == ("postgresql",)
    assert 50 < found.factors[0].score < 100


@pytest.mark.parametrize(
    ("asks", "brings", "gate"),
    [
        (
            titled("Java Developer"),
            Brings(headline=read_headline("Technical recruiter for Java developers")),
            "occupation",
        ),
        (titled("Senior Data Engineer"), Brings(headline=read_title("Junior Data Engineer")), "level"),
        (
            Asks(places=places_named(["Munich, Germany"]), workplace="onsite"),
            Brings(home=places_named(["London, UK"]), relocate=False),
            "place",
        ),
        (Asks(pay=Pay(50_000, 60_000, "USD")), Brings(pay=Pay(80_000, None, "GBP")), "pay"),
        (Asks(employment_type="contract"), Brings(employment_types=("full_time",)), "employment"),
        (Asks(years_min=8.0), Brings(years=1.0), "years"),
    ],
)
def test_what_rules_a_pair_out_leaves_a_share_of_the_score(asks: Asks, brings: Brings, gate: str) -> None:
    found = scored(job(asks=asks), person(brings=brings))
    assert found.gates[0][0] == gate
    assert found.value < scored(job(), person()).value - 10


def test_a_licence_that_is_asked_for_and_missing_caps_the_score() -> None:
    opening = job(required=frozenset({"cpa", "python"}), preferred=frozenset())
    lacks = scored(opening, person(skills=frozenset({"python"})))
    assert lacks.gates[0][0] == "licence"
    denied = scored(opening, person(skills=frozenset({"python"}), brings=Brings(lacks=("cpa",))))
    assert denied.value < lacks.value
    assert scored(opening, person(skills=frozenset({"python", "cpa"}))).gates == ()


def test_remote_work_is_bound_to_the_countries_that_it_names() -> None:
    opening = job(asks=Asks(workplace="remote", places=places_named(["Germany"])))
    here, there = (person(brings=Brings(home=places_named([where]))) for where in ("Munich, Germany", "Austin, TX"))
    assert scored(opening, here).gates == ()
    assert scored(opening, there).gates[0][0] == "place"


def test_vectors_of_two_models_are_not_compared() -> None:
    found = scored(job(), person(vector=vector(1, 0, 0, model="m-2")))
    assert "semantic" not in {factor.name for factor in found.factors if factor.known}


def test_inputs_hold_no_text() -> None:
    told = scored(job(asks=titled("Senior Data Engineer")), person(brings=Brings(headline=read_title("Data Engineer"))))
    flat = json.dumps(told.inputs)
    assert "Engineer" not in flat
    assert "engineer" not in flat


def test_a_profile_that_this_release_has_not_got_is_not_replayed_as_another() -> None:
    told = scored(job(), person()).inputs
    with pytest.raises(UnknownProfile, match="version 99"):
        replay({**told, "profile_version": 99})
