"""What ads demand in their prose, and what people say that they can't do."""

import pytest

from rematch_match.domain.asks import Asks, Brings, WishedTitle
from rematch_match.domain.conditions import demanded, refused
from rematch_match.domain.titles import read_title
from tests.fakes.samples import job, person
from tests.unit.match.matching import scored


@pytest.mark.parametrize(
    ("title", "text", "asked"),
    [
        ("Chef", "Applicants need the right to work in the UK.", ("permit",)),
        ("Chef", "We are not a recognised sponsor: be allowed to work in the EU already.", ("permit",)),
        ("Chef", "Right to work checks for all; we sponsor visas for the right person. We can sponsor.", ()),
        ("Chef", "Singaporean or PR. On site five days.", ("permit",)),
        ("Night Care Assistant", "Four shifts a week.", ("nights",)),
        ("Barista", "You work every weekend.", ("weekends",)),
        ("CDL A Regional Driver - Home Weekends", "Good pay.", ("away",)),
        ("Journeyman Electrician", "Must hold a current Colorado license.", ("licence",)),
        ("Electrician", "Valid registration, or lodged and pending is fine.", ()),
        ("Apprentice Electrician", "You must hold no licence yet: licensed people see our other ad.", ()),
        ("Courier", "A valid driving licence is required.", ()),
        ("Clerk", "You key records. Office experience is welcome.", ()),
    ],
)
def test_what_is_demanded(title: str, text: str, asked: tuple[str, ...]) -> None:
    assert demanded(title, text) == asked


@pytest.mark.parametrize(
    ("text", "lacked"),
    [
        ("Would move to Scotland but needs a sponsored work visa.", ("permit",)),
        ("Canadian permanent resident without US status.", ("permit",)),
        ("Indian national on a valid Employment Pass, needs no sponsorship.", ()),
        ("EU citizen, ready to move.", ()),
        ("No nights any more, day shifts only.", ("nights",)),
        ("Available 9 to 3, no nights or weekends.", ("nights", "weekends")),
        ("Fridays and every second weekend only.", ("weekends",)),
        ("Class A, must be home every night.", ("away",)),
        ("Nights are fine, weekends too.", ()),
        ("Ten years as electrician; my licence lapsed last year.", ("licence",)),
    ],
)
def test_what_somebody_refuses(text: str, lacked: tuple[str, ...]) -> None:
    assert refused(text) == lacked


def test_a_condition_that_is_refused_costs_about_half() -> None:
    asks = Asks(title_core="cook", occupation="cook", conditions=("permit", "nights"))
    opening = job(required=frozenset({"cooking"}), asks=asks)
    free, bound = (
        person(skills=frozenset({"cooking"}), brings=Brings(headline=read_title("Cook"), refuses=refuses))
        for refuses in ((), ("permit",))
    )
    assert scored(opening, bound).value < 0.6 * scored(opening, free).value
    assert dict(scored(opening, bound).gates)["condition"] < 1
    weekends = person(skills=frozenset({"cooking"}), brings=Brings(headline=read_title("Cook"), refuses=("weekends",)))
    assert scored(opening, weekends).value == scored(opening, free).value


@pytest.mark.parametrize(("asked", "own", "years"), [("intern", None, 6.0), (None, "intern", 1.0)])
def test_trainees_and_those_who_know_the_trade_are_not_for_each_other(
    asked: str | None, own: str | None, years: float
) -> None:
    cook = read_title("Cook")
    opening = job(asks=Asks(title_core="cook", occupation=cook.occupation, seniority=asked))
    brings = Brings(headline=WishedTitle("cook", cook.occupation, own), years=years)
    assert dict(scored(opening, person(brings=brings)).gates)["level"] < 0.8


def test_a_skill_of_the_title_weighs_more() -> None:
    skills = frozenset({"go", "sql"})
    title = "Go Developer"
    opening = job(required=skills, asks=Asks(title=title, title_core=title, evidence={"go": title, "sql": "SQL."}))
    one, other = (person(skills=frozenset({skill})) for skill in ("go", "sql"))
    assert scored(opening, one).value > scored(opening, other).value
