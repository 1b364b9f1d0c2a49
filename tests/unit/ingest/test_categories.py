"""People and roles to search categories: keywords first, and one of their own where none fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts.candidates import CandidateSkill
from rematch_ingest.domain.categories import MOST_TAGS, Category, catalogue, category_of, made_of, tagged
from rematch_ingest.domain.default_categories import default_categories
from tests.contract.queues import wanting

SEEDS = tuple(default_categories())
ALL = catalogue(SEEDS)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Sr. Python Dev", "software_engineer"),
        ("Data Scientist (m/f/d)", "data_scientist"),
        ("Machine Learning Engineer", "data_scientist"),
        ("Mechanical Design Engineer", "mechanical_engineer"),
        ("Senior Product Manager", "product_manager"),
        ("RN - ICU", "nurse"),
        ("Krankenpfleger", "nurse"),
        ("Class A Truck Driver", "driver"),
        ("Tax Accountant", "accountant"),
        ("Primary School Teacher", "teacher"),
        ("Line Cook", "cook"),
        ("Apprentice Electrician", "electrician"),
        ("Widget Whisperer", "widget_whisperer"),
    ],
)
def test_a_title_has_its_category(title: str, slug: str) -> None:
    assert category_of(title, ALL) == slug


def test_the_longest_words_decide() -> None:
    both = (Category("wide", "Wide", ("engineer",)), Category("narrow", "Narrow", ("sales engineer",)))
    for order in (both, both[::-1]):
        assert category_of("Sales Engineer", catalogue(order)) == "narrow"


def test_what_a_recruiter_gave_stays() -> None:
    assert tagged(wanting("Baker", categories=("own",)), ALL).categories == ("own",)


def test_people_have_the_categories_of_their_first_titles() -> None:
    titles = ("Baker", "Line Cook", "Plumber", "Accountant", "Teacher")
    found = tagged(wanting(*titles, categories=()), ALL).categories
    assert found == ("cook", "construction_worker", "accountant")
    assert len(found) == MOST_TAGS


def test_without_titles_headline_and_skills_tell() -> None:
    nobody = wanting(categories=(), headline=None, skills=())
    assert tagged(nobody, ALL).categories == ()
    assert tagged(nobody.model_copy(update={"headline": "Registered nurse, 5 years"}), ALL).categories == ("nurse",)
    skills = (CandidateSkill(name="Python"), CandidateSkill(name="Kafka"))
    assert tagged(nobody.model_copy(update={"skills": skills}), ALL).categories == ("software_engineer",)


def test_a_new_one_is_named_after_its_role_and_found_by_it() -> None:
    made = made_of("widget_whisperer")
    assert made == Category("widget_whisperer", "widget whisperer", (), "role")
    assert category_of("Senior Widget Whisperer", catalogue((*SEEDS, made))) == "widget_whisperer"


def test_seeded_slugs_are_unique_and_plain() -> None:
    slugs = [category.slug for category in SEEDS]
    assert len(set(slugs)) == len(slugs) >= 25
    assert all(category.keywords and category.name and category.slug.isascii() for category in SEEDS)


@given(st.text(max_size=300))
def test_any_title_has_a_short_category(title: str) -> None:
    assert 0 < len(category_of(title, ALL)) <= 64
