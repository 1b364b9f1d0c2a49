"""The tables of the five factors and of the layers, line by line."""

from datetime import timedelta

import pytest

from rematch_match.domain.ageing import aged
from rematch_match.domain.asks import Asks, Brings, Pay
from rematch_match.domain.features.fuzzy import similar
from rematch_match.domain.profiles import PROFILES, profile_named
from rematch_match.domain.terms import Terms
from rematch_match.domain.titles import places_named, read_title
from tests.fakes.samples import job, person, vector
from tests.unit.match.matching import NOW, five, scored

LAYERED = Terms(profile="layered")


def test_the_weights_are_those_of_the_source() -> None:
    told = {name: {n: w for n, w, _ in profile.factors} for name, profile in PROFILES.items()}
    assert told["five_factor"] == {"skills": 0.4, "experience": 0.25, "location": 0.15, "salary": 0.1, "semantic": 0.1}
    assert told["layered"] == {"skills": 0.35, "semantic": 0.25, "location": 0.15, "salary": 0.15}
    assert PROFILES["layered"].recency == 0.1


@pytest.mark.parametrize(
    ("years", "score"),
    [
        (5, 100), (8, 100), (4, 85), (3, 70), (2, 55), (1, 40), (0, 40),
        (9, 95), (10, 95), (11, 85), (13, 85), (14, 75), (18, 75), (19, 60), (30, 60), (None, 50),
    ],
)  # fmt: skip
def test_experience(years: float | None, score: float) -> None:
    assert five(Asks(years_min=5.0, years_max=8.0), Brings(years=years))["experience"] == score


def test_experience_that_nobody_asks_for_is_missing_data() -> None:
    assert five(Asks(), Brings(years=5.0))["experience"] == 50


@pytest.mark.parametrize(
    ("where", "workplace", "home", "remote", "score"),
    [
        ("Austin, TX", "remote", "Dallas, TX", "only", 100),
        ("Austin, TX", "remote", "Dallas, TX", "ok", 90),
        ("Austin, TX", "onsite", "Austin, TX", None, 100),
        ("Austin, TX", "onsite", "Dallas, TX", None, 75),
        ("Austin, TX", "onsite", "Chicago, IL", "only", 40),
        ("Austin, TX", "onsite", "Chicago, IL", None, 30),
        (None, "onsite", "Austin, TX", None, 50),
        ("Austin, TX", "onsite", None, None, 50),
    ],
)
def test_location(where: str | None, workplace: str, home: str | None, remote: str | None, score: float) -> None:
    asks = Asks(places=places_named([where] if where else []), workplace=workplace)  # type: ignore[arg-type]
    brings = Brings(home=places_named([home] if home else []), remote=remote)  # type: ignore[arg-type]
    assert five(asks, brings)["location"] == score


@pytest.mark.parametrize(
    ("offered", "wished", "score"),
    [
        (100, 100, 100), (120, 100, 100), (95, 100, 75), (91, 100, 75), (89, 100, 60), (81, 100, 60),
        (79, 100, 45), (71, 100, 45), (69, 100, 30), (100, None, 80), (None, 100, 50), (None, None, 50),
    ],
)  # fmt: skip
def test_salary(offered: float | None, wished: float | None, score: float) -> None:
    def pay(amount: float | None) -> Pay:
        known = None if amount is None else amount * 1000
        return Pay(known, known, "USD")

    assert five(Asks(pay=pay(offered)), Brings(pay=pay(wished)))["salary"] == score


def test_semantic_is_the_cosine_as_it_is() -> None:
    assert five(vector=vector(3, 4, 0))["semantic"] == pytest.approx(60)


def test_skills_count_by_name_by_other_names_and_with_slips_of_the_pen() -> None:
    asked = frozenset({"python", "aws", "kubernetes", "widget-framework", "postgresql"})
    opening = job(required=asked, preferred=frozenset())
    brought = frozenset({"python", "aws", "kubernetes", "widget-framwork", "mysql"})
    found = scored(opening, person(skills=brought), Terms(profile="five_factor"))
    assert found.factors[0].score == 80


@pytest.mark.parametrize(("one", "other", "alike"), [("kubernetes", "kuberntes", True), ("java", "javascript", False)])
def test_alike_is_85_per_cent_of_the_letters(one: str, other: str, alike: bool) -> None:
    assert similar(one, other) is alike


@pytest.mark.parametrize(
    ("asks", "brings", "slug"),
    [
        (Asks(roles=("Nurse",)), Brings(titles=(read_title("Data Engineer"),)), "role"),
        (Asks(pay=Pay(84_000, 84_000, "USD")), Brings(pay=Pay(100_000, None, "USD")), "salary"),
        (Asks(workplace="onsite", places=places_named(["Berlin, Germany"])), Brings(remote="only"), "location"),
        (Asks(years_min=5.0), Brings(years=3.9), "experience"),
        (Asks(years_max=5.0), Brings(years=7.1), "experience"),
    ],
)
def test_hard_filters_keep_apart(asks: Asks, brings: Brings, slug: str) -> None:
    found = scored(job(asks=asks), person(brings=brings), LAYERED)
    assert (found.apart, found.value) == (slug, 0)


@pytest.mark.parametrize(
    ("asks", "brings"),
    [
        (Asks(roles=("Data Engineer",)), Brings(titles=(read_title("Senior Data Engineer"),))),
        (Asks(roles=()), Brings(titles=(read_title("Nurse"),))),
        (Asks(pay=Pay(85_000, 85_000, "USD")), Brings(pay=Pay(100_000, None, "USD"))),
        (Asks(workplace="onsite", places=places_named(["Berlin, Germany"])),
         Brings(remote="only", places=places_named(["Berlin, Germany"]))),
        (Asks(workplace="remote"), Brings(remote="only")),
        (Asks(years_min=5.0), Brings(years=4.0)),
        (Asks(years_max=5.0), Brings(years=7.0)),
    ],
)  # fmt: skip
def test_hard_filters_let_pass(asks: Asks, brings: Brings) -> None:
    assert scored(job(asks=asks), person(brings=brings), LAYERED).apart is None


@pytest.mark.parametrize(
    ("days", "score"), [(0, 100), (3, 100), (4, 90), (7, 90), (8, 75), (14, 75), (15, 60), (21, 60), (22, 40)]
)
def test_recency(days: int, score: float) -> None:
    found = scored(job(asks=Asks(posted_at=NOW - timedelta(days=days))), person(), LAYERED)
    assert next(f.score for f in found.factors if f.name == "recency") == score


def test_a_posting_without_a_date_is_of_middling_age_for_ever() -> None:
    found = scored(job(), person(), LAYERED)
    assert next(f.score for f in found.factors if f.name == "recency") == 50
    assert aged(found.fixed, None, NOW + timedelta(days=400)) == found.value


def test_a_profile_that_nobody_knows_is_our_own() -> None:
    assert profile_named("nonsense").name == "rematch"
