"""Names of firms and jobs that are, or are not, one."""

import pytest

from rematch_dedup.domain.judgement import Thresholds, judge
from rematch_dedup.domain.likeness import adorned, two_occupations
from rematch_dedup.domain.vetoes.company import kin, stem
from rematch_dedup.domain.vetoes.salary import salary
from rematch_jobtext import words_of
from tests.fakes.samples import posting, sighting

_TEXT = (
    "You plan the week with the site manager, order what is missing and keep the log of every delivery. "
    "You speak with suppliers, solve what goes wrong and write down why. Two years in a similar job, a clean hand "
    "with spreadsheets and a driving licence are what we ask for."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("copper kettle", "copper kettle coffee"),
        ("rim cu", "rim credit union"),
        ("fenwick dale council", "fenwick dale borough council"),
        ("hallbrook regional med ctr", "hallbrook regional medical center"),
        ("bluestem vet hospital", "bluestem veterinary hospital"),
        ("ironquay construction", "ironquay constructions"),
        ("hoteles solymarina", "solymarina hotels"),
        ("lindenhof", "pflegehaus lindenhof"),
        ("kestrel vale hospitals", "kestrel vale university hospitals trust"),
    ],
)
def test_names_that_may_be_one_firms(one: str, other: str) -> None:
    assert kin(one, other)
    assert kin(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("northwind logistics", "northwind dental"),
        ("harbour group", "tyne group"),
        ("elmbrook care", "elmbrooke care group"),
        ("st orlan hospital", "bluestem hospital"),
        ("bank", "tyne valley bank"),
        ("abc", "xyz abc services"),
    ],
)
def test_names_of_two_firms(one: str, other: str) -> None:
    assert not kin(one, other)


@pytest.mark.parametrize(
    ("company", "word"), [("pflegehaus lindenhof", "lindenhof"), ("acme widgets", "acme"), ("hotel", "hotel")]
)
def test_the_word_that_all_names_of_a_firm_have(company: str, word: str) -> None:
    assert stem(company) == word


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("financial planning analyst", "treasury analyst", "near"),
        ("electrician", "registered nurse", "apart"),
        ("registered nurse", "nurse rn", None),
        ("hub owner of things", "electrician", None),
    ],
)
def test_two_occupations(one: str, other: str, relation: str | None) -> None:
    assert two_occupations(tuple(words_of(one)), tuple(words_of(other))) == relation


def test_an_ornament_is_no_shift() -> None:
    plain = ("pharmacy", "technician")
    assert adorned(plain, (*plain, "rpht"))
    assert not adorned(plain, (*plain, "nights"))
    assert not adorned((*plain, "retail"), (*plain, "oncology"))


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("Delivery Planner - Harbour Freight - Lyon", True),
        ("Delivery Planner (RPhT)", True),
        ("Delivery Planner - Nights", False),
    ],
)
def test_what_a_title_has_beside_the_job(title: str, same: bool) -> None:
    told = {"company": "Harbour Freight", "description": _TEXT, "location": "Lyon, France"}
    one = sighting(posting(1, title="Delivery Planner", **told)).facts
    other = sighting(posting(2, title=title, **told)).facts
    assert judge(one, other, frozenset(), Thresholds()).same is same


@pytest.mark.parametrize(("later", "other_pay"), [("$21.00 an hour", False), ("$30.00 an hour", True)])
def test_a_job_offered_anew_may_pay_a_little_more(later: str, other_pay: bool) -> None:
    one, other = (sighting(posting(1, salary_text=text)).facts for text in ("$20.25 an hour", later))
    assert salary(one.portrait, other.portrait) is other_pay
