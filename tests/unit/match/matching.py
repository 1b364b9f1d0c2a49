"""Openings and people to score, drawn at random or made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from rematch_match.domain.asks import Asks, Brings, Pay
from rematch_match.domain.facts import CandidateFacts, JobFacts
from rematch_match.domain.packing import EMPLOYMENTS, REMOTE_WISHES, WORKPLACES
from rematch_match.domain.rarity import Rarity
from rematch_match.domain.scoring import Pairs, Score, Scorer
from rematch_match.domain.terms import Terms
from rematch_match.domain.titles import places_named, read_title
from tests.fakes.samples import job, person, vector

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
SKILLS = [
    "python",
    "sql",
    "django",
    "go",
    "kafka",
    "cpa",
    "registered-nurse",
    "german-language",
    "communication",
    "widget",
]
TITLES = [
    "Senior Data Engineer",
    "Data Engineer",
    "Java Developer",
    "Registered Nurse",
    "Engineering Manager",
    "Oddjobber",
]
PLACES = ["Berlin, Germany", "Potsdam, Germany", "Munich, Germany", "London, UK", "Austin, TX", "Germany"]
sets = st.frozensets(st.sampled_from(SKILLS), max_size=6)
amounts = st.none() | st.floats(10_000, 200_000)
years = st.none() | st.integers(0, 30).map(float)


def pays() -> st.SearchStrategy[Pay]:
    return st.builds(Pay, amounts, amounts, st.sampled_from([None, "USD", "EUR", "GBP"]))


def places() -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(PLACES), max_size=3).map(places_named)


@st.composite
def openings(draw: st.DrawFn) -> JobFacts:
    required, title = draw(sets), read_title(draw(st.sampled_from(TITLES)))
    asks = Asks(
        title=title.core,
        title_core=title.core,
        occupation=title.occupation,
        seniority=title.seniority,
        industry=draw(st.sampled_from([None, "Banking", "Health"])),
        roles=tuple(draw(st.lists(st.sampled_from(TITLES), max_size=2))),
        years_min=draw(years),
        years_max=draw(years),
        places=draw(places()),
        workplace=draw(st.sampled_from(WORKPLACES)),
        employment_type=draw(st.sampled_from([None, *EMPLOYMENTS])),
        pay=draw(pays()),
        posted_at=draw(st.none() | st.integers(0, 60).map(lambda days: NOW - timedelta(days=days))),
    )
    turned = draw(st.none() | st.floats(-1, 1).map(lambda x: vector(x, 1)) | st.just(vector(1, 1, model="m-2")))
    return job(required=required, preferred=draw(sets) - required, vector=turned, asks=asks)


@st.composite
def people(draw: st.DrawFn) -> CandidateFacts:
    brings = Brings(
        headline=draw(st.none() | st.sampled_from(TITLES).map(read_title)),
        titles=tuple(draw(st.lists(st.sampled_from(TITLES).map(read_title), max_size=3))),
        years=draw(years),
        skill_years=dict.fromkeys(draw(sets), draw(st.floats(0, 5))),
        lacks=tuple(draw(st.frozensets(st.sampled_from(["cpa", "registered-nurse"])))),
        home=draw(places())[:1],
        places=draw(places()),
        remote=draw(st.sampled_from([None, *REMOTE_WISHES])),
        relocate=draw(st.sampled_from([None, True, False])),
        pay=draw(pays()),
        employment_types=tuple(draw(st.frozensets(st.sampled_from(EMPLOYMENTS)))),
    )
    turned = draw(st.none() | st.floats(-1, 1).map(lambda x: vector(x, 1)))
    tenant, name = draw(st.sampled_from(["a", "b", "c"])), draw(st.sampled_from(["c-1", "c-2"]))
    return person(name, tenant, skills=draw(sets), vector=turned, brings=brings)


OF_TENANTS = {
    "a": Terms(version=3),
    "b": Terms(profile="five_factor", weights={"skills": 0.9}),
    "c": Terms(profile="layered", preferred_industries=frozenset({"banking"})),
}
RARITY = Rarity(7, {"python": 0.2, "cpa": 0.9})


def scorer(terms: Terms | None = None) -> Scorer:
    return Scorer(RARITY, lambda tenant: terms or OF_TENANTS[tenant], NOW)


def scored(opening: JobFacts, somebody: CandidateFacts, terms: Terms | None = None) -> Score:
    return scorer(terms or Terms()).score(Pairs.of([(opening, somebody)])).one(0)


def five(asks: Asks = Asks(), brings: Brings = Brings(), **of_both: Any) -> dict[str, float]:  # noqa: B008  # frozen
    """The factors of `five_factor`, by name."""
    found = scored(job(asks=asks, **of_both), person(brings=brings), Terms(profile="five_factor"))
    return {factor.name: factor.score for factor in found.factors}
