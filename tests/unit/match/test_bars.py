"""What a tenant has chosen keeps openings from all its people, or doesn't."""

from datetime import timedelta
from typing import Any

import pytest

from rematch_common.contracts import TenantSettings
from rematch_match.domain.asks import Asks, Pay
from rematch_match.domain.bars import bar
from rematch_match.domain.terms import Terms, terms_of
from rematch_match.domain.titles import places_named, read_title
from tests.fakes.samples import job
from tests.unit.match.matching import NOW

TITLE = read_title("Senior Data Engineer")
ASKS: dict[str, Any] = {
    "title": "Senior Data Engineer",
    "title_core": TITLE.core,
    "occupation": TITLE.occupation,
    "seniority": TITLE.seniority,
    "company": "Nordlicht GmbH",
    "platforms": ("lever", "indeed"),
    "places": places_named(["Berlin, Germany"]),
    "workplace": "hybrid",
    "pay": Pay(60_000, 70_000, "EUR"),
    "posted_at": NOW - timedelta(days=20),
}


def told(asks: dict[str, Any] | None = None, **chosen: Any) -> str | None:
    settings = TenantSettings.model_validate({"tenant_id": "t", "version": 1} | chosen)
    return bar(job(asks=Asks(**ASKS | (asks or {}))), terms_of(settings, Terms()), NOW)


@pytest.mark.parametrize(
    ("slug", "chosen"),
    [
        ("blocked_company", {"blocked_companies": ["NORDLICHT"]}),
        ("platform", {"platforms": ["monster"]}),
        ("remote_only", {"remote_only": True}),
        ("excluded_location", {"excluded_locations": ["Germany"]}),
        ("wanted_location", {"wanted_locations": ["France", "Munich, Germany"]}),
        ("excluded_title", {"excluded_titles": ["data engineer"]}),
        ("wanted_title", {"wanted_titles": ["Nurse"]}),
        ("salary_floor", {"salary_floor": 90_000, "salary_currency": "USD"}),
        ("posting_age", {"max_posting_age_days": 14}),
    ],
)
def test_it_bars(slug: str, chosen: dict[str, Any]) -> None:
    assert told(**chosen) == slug


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"blocked_companies": ["Nordwind"]},
        {"platforms": ["indeed"]},
        {"excluded_locations": ["Munich"]},
        {"wanted_locations": ["Europe"]},
        {"excluded_titles": ["junior data engineer"]},
        {"wanted_titles": ["Analytics Engineer"]},
        {"salary_floor": 65_000, "salary_currency": "EUR"},
        {"max_posting_age_days": 20},
    ],
)
def test_it_lets_pass(chosen: dict[str, Any]) -> None:
    assert told(**chosen) is None


@pytest.mark.parametrize(
    ("asks", "chosen"),
    [
        ({"pay": Pay()}, {"salary_floor": 90_000}),
        ({"pay": Pay(low=40_000, currency="EUR")}, {"salary_floor": 65_000, "salary_currency": "EUR"}),
        ({"places": ()}, {"excluded_locations": ["Germany"], "wanted_locations": ["France"]}),
        ({"workplace": "remote"}, {"wanted_locations": ["France"], "remote_only": True}),
        ({"posted_at": None}, {"max_posting_age_days": 1}),
    ],
)
def test_what_is_not_known_bars_nothing(asks: dict[str, Any], chosen: dict[str, Any]) -> None:
    assert told(asks, **chosen) is None


def test_all_of_a_tenants_choices_become_terms() -> None:
    settings = TenantSettings.model_validate(
        {"tenant_id": "t", "version": 4, "preferred_industries": ["Banking"], "min_score": 61,
         "own_skills": [{"id": "widgets", "aliases": ["Widget Studio"]}]}
    )  # fmt: skip
    terms = terms_of(settings, Terms())
    assert (terms.version, terms.least) == (4, 61)
    assert terms.preferred_industries == {"banking"}
    assert set(terms.own_skills.ids) == {("widgets",), ("widget", "studio")}
