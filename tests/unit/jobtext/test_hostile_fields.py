"""Whatever a stranger writes, every parser answers, within bounds, soon, and the same twice."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rematch_jobtext.company import normal_company
from rematch_jobtext.dates import parse_date
from rematch_jobtext.employment import employment_type, find_employment_type
from rematch_jobtext.experience import parse_experience
from rematch_jobtext.job_place import job_place
from rematch_jobtext.locations import Where, parse_location
from rematch_jobtext.place_mentions import find_place
from rematch_jobtext.plain import folded, words_of
from rematch_jobtext.requisitions import requisition_ids
from rematch_jobtext.salaries import Salary, parse_salary
from rematch_jobtext.salary_mentions import find_salary
from rematch_jobtext.title_parts import title_parts

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PARSERS: dict[str, Callable[[str], Any]] = {
    "company": normal_company,
    "title": title_parts,
    "requisitions": lambda text: requisition_ids(text, text),
    "all about the place": lambda text: job_place(text, text, text),
    "folded": lambda text: folded(text[:20_000]),
    "words": lambda text: words_of(text[:20_000]),
    "location": parse_location,
    "place": find_place,
    "salary": parse_salary,
    "pay": find_salary,
    "experience": parse_experience,
    "employment": employment_type,
    "employment in a text": find_employment_type,
    "date": lambda text: parse_date(text, NOW),
}
MEGABYTE = 2**20
PIECES = (
    "a", " ", "1", "0", "-", "(", "$", "1,", "1 ", "$1", "5 years ", "from up to ", "in ", "or ", "A ", "Berlin ",
    "Berlin, ", "Berlin/", "remote ", "hybrid", "x days ", "Sr. ", "II ", "\x00", "\u200b", "\u202e", "\u0301",
    "\ufdfa", "\u6771\u4eac", "\u05d0", "<p>", "&amp;", "\n", "Inc. ", "GmbH & Co. KG ", "R-1", "#1 ", "at least ",
    "2 to ", "100.000", "\u20ac", "K ", "1/", ".", "salary ", "per ", "time ", "based in A ",
)  # fmt: skip
_WORDS = (
    "$120k|\u2013|$150k|Austin|, TX|US-CA-|Remote|Senior|(m/f/d)|Head of|R-12345|5+|years|experience|per hour|part-time"
    "|2 days ago|12.03.2026|20000-01-01|-50000|99999999999999999999|1e400|Ltd|via|Greater|Area"
)
WORDS = st.sampled_from((*PIECES, *_WORDS.split("|")))
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS, max_size=25).map("".join)
)


@pytest.fixture(scope="module", autouse=True)
def _cities_are_loaded() -> None:
    parse_location("Berlin")
    parse_date("12 f\u00e9vrier 2026", NOW)


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_of_anything_is_quick(name: str, piece: str) -> None:
    text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE]
    begun = time.process_time()
    PARSERS[name](text)
    assert time.process_time() - begun < 1.0


@given(TEXTS)
@settings(max_examples=300)
def test_every_parser_answers_and_says_the_same_twice(text: str) -> None:
    for parse in PARSERS.values():
        assert parse(text) == parse(text)


@given(TEXTS)
@example("TO 0+")
@example("up to $50k+")
@example("max. $50k minimum")
@settings(max_examples=200)
def test_a_salary_is_a_range_that_somebody_is_paid(text: str) -> None:
    for salary in (parse_salary(text), find_salary(text)):
        if salary is not None:
            _check(salary)


def _check(salary: Salary) -> None:
    ends = [end for end in (salary.min, salary.max) if end is not None]
    assert ends
    assert all(0 < end <= 1e12 for end in ends)
    assert ends == sorted(ends)
    yearly = [end for end in (salary.annual_min, salary.annual_max) if end is not None]
    assert len(yearly) == (len(ends) if salary.period else 0)
    assert all(0 < end <= 1e12 for end in yearly)


@given(TEXTS)
@settings(max_examples=200)
def test_years_dates_places_and_names_are_bounded(text: str) -> None:
    asked = parse_experience(text)
    if asked is not None:
        assert all(0 <= years <= 40 for years in (asked.min_years, asked.max_years) if years is not None)
    day = parse_date(text, NOW)
    assert day is None or date(1990, 1, 1) <= day <= date(2100, 12, 31)
    _check_places(parse_location(text))
    assert len(normal_company(text)) <= 400
    assert len(title_parts(text).core) <= 200


def _check_places(where: Where) -> None:
    assert len(where.locations) <= 50
    assert len(set(where.locations)) == len(where.locations)
    for place in where.locations:
        assert place.text
        assert place.country is None or len(place.country) == 2


@given(TEXTS)
@settings(max_examples=200)
def test_a_normal_name_stays_as_it_is(text: str) -> None:
    name = normal_company(text)
    assert normal_company(name) == name


_FORMS = "GmbH|Co|KG|& |.|, |Inc|SA|de |CV|The |(UK)|:|Saint|and|.com|via |S.p.A.|Acme|x|0| "
FORMS = st.sampled_from(_FORMS.split("|"))


@given(st.lists(FORMS, max_size=14).map("".join))
@example("0:CO:GK:GMBHCO:GK:GMBHCOKG")
@settings(max_examples=300)
def test_a_name_of_forms_and_marks_is_settled_at_once(text: str) -> None:
    name = normal_company(text)
    assert normal_company(name) == name
    assert len(name) <= 400


@given(TEXTS)
@settings(max_examples=200)
def test_words_are_bare_and_comparing_them_again_changes_nothing(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(word and not set(word) & set(" \n\t.,;:!?()_") for word in words)
    assert folded(folded(text)) == folded(text)
    assert len(requisition_ids(text, text)) <= 10


@given(
    st.sampled_from(["Acme Widgets", "Brightwave", "Harlan Voss"]),
    st.sampled_from(["", " Ltd", " GmbH", ", Inc.", " S.A.", " B.V.", " Pty Ltd"]),
)
def test_a_legal_form_makes_no_other_firm(name: str, form: str) -> None:
    assert normal_company(name + form) == normal_company(name.upper()) == name.lower()


@pytest.mark.parametrize(
    "wrapped",
    ["\u200bAustin,\u00a0TX", "\u202eAustin, TX\u202c", "<b>Austin</b>, TX", "  Austin ,TX ", "\uff21ustin, TX"],
)
def test_invisible_and_typographic_tricks_change_no_place(wrapped: str) -> None:
    assert [(p.city, p.region) for p in parse_location(wrapped).locations] == [("Austin", "TX")]
