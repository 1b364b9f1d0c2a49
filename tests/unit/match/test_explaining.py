"""A score in words, a tenant's own skills, and what people say that they lack."""

import pytest

from rematch_common.contracts import OwnSkill
from rematch_match.domain.asks import Asks, Brings, Pay
from rematch_match.domain.credentials import ANY, alternatives, lacking
from rematch_match.domain.explaining import explain
from rematch_match.domain.own_skills import Glossary, OwnSkills, job_for
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.terms import Terms
from tests.fakes.samples import job, person
from tests.unit.match.matching import scored


def test_an_explanation_names_what_is_there_and_what_is_missing_and_who_says_so() -> None:
    opening = job(asks=Asks(pay=Pay(40_000, 45_000, "USD"), evidence={"sql": "You write SQL daily."}))
    somebody = person(skills=frozenset({"python", "go"}), brings=Brings(pay=Pay(90_000, None, "USD")))
    told = explain(opening, somebody, scored(opening, somebody), Terms(), Rarity())
    assert told.summary == "Brings 2 of 3 skills asked for: Go, Python."
    assert {"Has Python", "Has Go"} <= set(told.strengths)
    assert "Asked for, not in the profile: SQL" in told.gaps
    assert any(gap.startswith("The pay lies below the wish") for gap in told.gaps)
    assert "Learn, or add if it is known: SQL" in told.recommendations
    assert told.evidence == {"sql": "You write SQL daily."}


def test_an_explanation_of_an_opening_that_asks_for_nothing_counts_nothing() -> None:
    bare = job(required=frozenset(), preferred=frozenset())
    told = explain(bare, person(), scored(bare, person()), Terms(), Rarity())
    assert told.summary == "The posting names no skills; role, level and meaning decide."


def test_a_filter_is_told_by_what_it_means() -> None:
    opening, somebody = job(asks=Asks(years_min=9.0)), person(brings=Brings(years=1.0))
    terms = Terms(profile="layered")
    assert (
        explain(opening, somebody, scored(opening, somebody, terms), terms, Rarity()).summary == "The years don't fit."
    )


def test_a_tenants_own_skill_is_read_out_of_the_postings_text_and_out_of_free_words() -> None:
    own = OwnSkills.of([OwnSkill(id="widget-studio", aliases=("WidgetPro 9", "the widget suite"))])
    words = Glossary({"demo": own})
    opening = job_for(words.job(job(text="Experience with WidgetPro 9 is a must."), 1), "demo")
    somebody = words.person(person(skills=frozenset({"the-widget-suite"})), 1)
    assert "widget-studio" in opening.required
    assert somebody.skills == {"widget-studio"}


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Accountant, CPA exam 3 of 4", {"cpa"}),
        ("Held SC clearance until it lapsed in 2021", {"security-clearance", ANY}),
        ("I do not drive and have no driving licence", {"driving-licence", ANY}),
        ("Studying for the CPA at night", {"cpa"}),
        ("No clinical license, but ten years of sales", {ANY}),
        ("Licensed RN, CPA since 2015", set()),
        ("Registered nurse with an active licence", set()),
    ],
)
def test_a_licence_that_somebody_says_they_lack_is_lacking(text: str, lacks: set[str]) -> None:
    assert lacking(text) == lacks


def test_of_licences_in_one_breath_any_will_do() -> None:
    said = {"acca": "ACA, ACCA or CIMA", "cima": "ACA, ACCA or CIMA", "cpa": "CPA required"}
    assert dict(alternatives(["acca", "cima", "cpa"], said)) == {"acca": 0, "cima": 0, "cpa": 2}
