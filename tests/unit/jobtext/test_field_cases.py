"""Fields as platforms fill them, each with what it means. The tables are the specification: add a row first."""

import pytest

from rematch_jobtext.company import normal_company
from rematch_jobtext.employment import employment_type
from rematch_jobtext.experience import parse_experience
from rematch_jobtext.locations import parse_location
from rematch_jobtext.salaries import parse_salary
from rematch_jobtext.title_parts import title_parts
from tests.unit.jobtext.tables import cases, number


@pytest.mark.parametrize(("text", "workplace", "places"), cases("locations.tsv", 3))
def test_locations(text: str, workplace: str, places: str) -> None:
    where = parse_location(text)
    found = "; ".join(f"{p.city or ''}|{p.region or ''}|{p.country or ''}" for p in where.locations)
    assert (where.workplace, found) == (workplace, places)


@pytest.mark.parametrize("row", cases("titles.tsv", 8), ids=lambda row: row[0])
def test_titles(row: tuple[str, ...]) -> None:
    parts = title_parts(row[0])
    told = (parts.core, parts.seniority, parts.level, parts.req_id, parts.workplace_hint, parts.place_text)
    assert tuple("" if value is None else str(value) for value in (*told, parts.employment_hint)) == row[1:]


@pytest.mark.parametrize(("text", "low", "high", "currency", "period"), cases("salaries.tsv", 5))
def test_salaries(text: str, low: str, high: str, currency: str, period: str) -> None:
    salary = parse_salary(text)
    if not low and not high:
        assert salary is None
        return
    assert salary is not None
    assert (salary.min, salary.max) == (number(low), number(high))
    assert (salary.currency or "", salary.period or "") == (currency, period)


@pytest.mark.parametrize(("text", "least", "most"), cases("experience.tsv", 3))
def test_experience(text: str, least: str, most: str) -> None:
    asked = parse_experience(text)
    if least == "-":
        assert asked is None
    else:
        assert asked is not None
        assert (asked.min_years, asked.max_years) == (number(least), number(most))


@pytest.mark.parametrize(("text", "normal"), cases("companies.tsv", 2))
def test_companies(text: str, normal: str) -> None:
    assert normal_company(text) == normal
    assert normal_company(normal) == normal


@pytest.mark.parametrize(("text", "kind"), cases("employment.tsv", 2))
def test_employment_types(text: str, kind: str) -> None:
    assert (employment_type(text) or "") == kind


def test_different_firms_stay_apart() -> None:
    pairs = [
        ("Apple", "Apple Bank"),
        ("Delta Air Lines", "Delta Dental"),
        ("United Airlines", "United Healthcare"),
        ("GE", "GE Healthcare"),
        ("Amazon", "Amazon Web Services"),
        ("HP", "HPE"),
        ("Bain & Company", "Bain Capital"),
        ("Ford Motor Company", "Ford Models"),
        ("Harrow School", "Harrow Holdings"),
        ("Merck KGaA", "Merck Sharp & Dohme"),
        ("Virgin Media", "Virgin Atlantic"),
        ("SAS Institute", "SAS AB"),
    ]
    assert [pair for pair in pairs if normal_company(pair[0]) == normal_company(pair[1])] == []


def test_whose_dollars() -> None:
    for country, currency in (("CA", "CAD"), ("AU", "AUD"), ("US", "USD"), (None, "USD"), ("DE", "USD")):
        salary = parse_salary("$90,000", country)
        assert salary is not None
        assert salary.currency == currency


def test_a_year_of_it() -> None:
    salary = parse_salary("$25 - $30 per hour")
    assert salary is not None
    assert (salary.annual_min, salary.annual_max) == (52_000, 62_400)


def test_more_months_and_other_rhythms_count_in_a_year() -> None:
    for text, yearly in (
        ("CHF 8'500 x 13", 110_500),
        ("\u20ac3.000 pro Monat (13. Gehalt)", 39_000),
        ("\u20ac2.000 per month, 14 salaries", 28_000),
        ("$2,500 bi-weekly", 65_000),
        ("$4,000 semi-monthly", 96_000),
        ("$38/hr", 79_040),
        ("\u00a3450 per day", 117_000),
    ):
        salary = parse_salary(text)
        assert salary is not None
        assert salary.annual_min == yearly, text
