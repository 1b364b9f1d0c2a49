"""A score that is moved says so, stays within what rules it out, and is reached again from the audit."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from rematch_match.domain.asks import Asks, Brings
from rematch_match.domain.costs import costs
from rematch_match.domain.explaining import explain
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.replaying import replay
from rematch_match.domain.scoring import Pairs, Score
from rematch_match.domain.tastes.saying import Said
from rematch_match.domain.tastes.tilt import MOST, NO_TASTES, TASTE, Tastes
from rematch_match.domain.terms import Terms
from rematch_match.domain.verdicts.blending import Blend, with_verdict
from tests.fakes.samples import job_id, person
from tests.unit.match import matching
from tests.unit.match.matching import OF_TENANTS, scored, scorer
from tests.unit.match.tastes.tasting import asked, of, taster, wanted, words

PROFILES = ("rematch", "five_factor", "layered", "hybrid")
OPENING = wanted()
SAVED = [of(OPENING, "saved", again=job_id(number)) for number in (7, 8)]
REFUSED = [of(OPENING, "rejected", again=job_id(number)) for number in (7, 8, 9)]


def strangers(profile: str = "rematch", **weights: float) -> Score:
    return scored(OPENING, person(), Terms(profile=profile, weights=weights))


def tasters(*said: Said, profile: str = "rematch", **weights: float) -> Score:
    return scored(OPENING, taster(*said), Terms(profile=profile, weights=weights))


def factor(found: Score) -> tuple[float, float, str | None] | None:
    return next(((f.score, f.weight, f.note) for f in found.factors if f.name == TASTE), None)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_they_said_moves_the_score_under_every_profile(profile: str) -> None:
    before = strangers(profile)
    up, down = tasters(*SAVED, profile=profile), tasters(*REFUSED, profile=profile)
    share = before.fixed.cap / 100
    assert up.value == pytest.approx(before.value + 2.4 * share, abs=0.1)
    assert down.value == pytest.approx(before.value - 3.0 * share, abs=0.1)
    assert [replay(json.loads(json.dumps(one.inputs))) for one in (up, down)] == [up.value, down.value]


def test_it_is_told_with_counts_as_a_factor_that_weighs_nothing_and_in_the_audit() -> None:
    up, down = tasters(*SAVED), tasters(*REFUSED)
    assert factor(strangers()) is None
    share = up.fixed.cap / 100
    assert factor(up) == (70.0, 0.0, f"{2.4 * share:+.2g} points")
    assert factor(down) == (25.0, 0.0, f"{-3.0 * share:+.2g} points")
    assert up.inputs["features"][TASTE] == 2.4
    assert up.inputs["taste"] == {"company": [2.0, 0.0], "role": [2.0, 0.0], "place": [2.0, 0.0]}
    told = explain(OPENING, person(), up, Terms(), Rarity())
    assert told.strengths[-1] == "Moved up: you saved two from this company, two like this and two in this place"
    told = explain(OPENING, person(), down, Terms(), Rarity())
    assert told.gaps[-1].startswith("Moved down: you said no to three from this company")
    assert costs(down)[0] == told.gaps[-1]
    assert not [cost for cost in costs(up) if "Moved" in cost]


def test_who_has_said_nothing_is_scored_as_ever_whoever_is_scored_with_them() -> None:
    both = [(OPENING, person()), (OPENING, taster(*SAVED, name="c-2")), (wanted(2, Asks()), taster(*SAVED))]
    found = scorer(Terms()).score(Pairs.of(both))
    alone = strangers()
    assert found.one(0) == alone
    assert TASTE not in alone.inputs["features"]
    assert found.one(2).inputs == scored(wanted(2, Asks()), person()).inputs, "nothing was said of any like it"
    assert found.one(1).value > alone.value


def test_what_rules_a_pair_out_still_does() -> None:
    far = replace(OPENING, asks=replace(asked(), years_min=9.0))
    beginner = replace(taster(*SAVED), brings=Brings(years=1.0))
    apart = scored(far, beginner, Terms(profile="layered"))
    assert (apart.value, apart.apart, apart.tilt, factor(apart)) == (0.0, "experience", None, None)
    assert "taste" not in json.dumps(apart.inputs)
    barred = scored(OPENING, taster(*SAVED), Terms(blocked_companies=frozenset({"nordlicht"})))
    assert (barred.value, barred.apart, factor(barred)) == (0.0, "blocked_company", None)
    licensed = wanted(required=frozenset({"registered-nurse", "python"}))
    without, with_them = scored(licensed, person()), scored(licensed, taster(*SAVED))
    assert without.gates == with_them.gates
    assert with_them.value <= with_them.fixed.cap
    assert 0 < with_them.value - without.value < 2.4, "of what a gate leaves it has its share"


def test_nothing_known_is_nothing_to_move() -> None:
    bare = wanted(vector=None, required=frozenset(), preferred=frozenset(), asks=Asks(company="Nordlicht"))
    assert scored(bare, taster(*SAVED)).value == scored(bare, person()).value == 0.0


def test_a_tenant_may_switch_it_off_and_weigh_it() -> None:
    assert tasters(*SAVED, taste=0.0) == replace(strangers(taste=0.0))
    assert tasters(*SAVED, taste=0.5).inputs["features"][TASTE] == 1.2


@given(matching.openings(), matching.people(), words())
@settings(deadline=None, max_examples=60)
def test_no_score_moves_by_more_than_the_bound_and_each_is_reached_again(
    opening: JobFacts, somebody: CandidateFacts, said: list[Said]
) -> None:
    mine = [one._replace(alike=of(opening, "saved").alike) for one in said]
    without = replace(somebody, tastes=NO_TASTES)
    tasting = replace(somebody, tastes=Tastes.of(mine), reacted=len(mine))
    for terms in (*OF_TENANTS.values(), Terms(profile="hybrid")):
        before, after = scored(opening, without, terms), scored(opening, tasting, terms)
        assert abs(after.value - before.value) <= MOST + 0.1
        assert 0 <= after.value <= 100
        assert replay(json.loads(json.dumps(after.inputs))) == after.value


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("said", [SAVED, REFUSED, []])
def test_with_a_verdict_it_moves_on_and_is_reached_again(profile: str, said: list[Said]) -> None:
    found, plain = tasters(*said, profile=profile), strangers(profile)
    judged, other = (with_verdict(one, 60.0, Blend(0.42, 2.0)) for one in (found, plain))
    assert replay(json.loads(json.dumps(judged.inputs))) == judged.value
    assert (judged.value > other.value, judged.value < other.value) == (said is SAVED, said is REFUSED)
    assert factor(judged) == factor(found)
