"""Titles as roles: however they are written, and whatever strangers put into them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import CandidateChanged
from rematch_common.contracts.examples_matches import CHANGED
from rematch_ingest.domain.hints import hints_of
from rematch_ingest.domain.roles import MOST_ROLES, Role, read_role, wishes_of


def person(**fields: object) -> CandidateChanged:
    nothing = {"titles": (), "location": None, "preferred_locations": (), "remote": None}
    return CHANGED[0].model_copy(update={**nothing, "status": "ready_for_assignment", **fields})


@pytest.mark.parametrize(
    "title",
    [
        "Python Developer",
        "python developers",
        "Sr. Python Dev",
        "Senior Python Developer",
        "Python Dev (m/f/d) - Remote",
    ],
)
def test_all_spellings_are_one_role(title: str) -> None:
    assert read_role(title) == Role("python_developer", "Python Developer")


@pytest.mark.parametrize(
    ("title", "slug", "display"),
    [
        ("Backend Engineer", "backend_engineer", "Backend Engineer"),
        ("Data Engineer II", "data_engineer", "Data Engineer"),
        (".NET Developer", "dotnet_developer", ".NET Developer"),
        ("Staff Nurse", "registered_nurse", "Registered Nurse"),
        ("Widget Whisperer", "widget_whisperer", "Widget Whisperer"),
    ],
)
def test_a_role_has_a_slug_and_a_name_to_search_by(title: str, slug: str, display: str) -> None:
    assert read_role(title) == Role(slug, display)


@pytest.mark.parametrize("title", ["All", "Senior", "  ", "12345", "!!!", "<script></script>", "[email]", "_"])
def test_what_names_no_job_is_no_role(title: str) -> None:
    assert read_role(title) is None


def test_what_else_a_title_holds_stays_the_persons() -> None:
    assert read_role("Maria Lopez, Registered Nurse, maria@example.com, 555-123-4567") == read_role("Registered Nurse")


@given(st.text(max_size=600))
def test_a_slug_is_short_and_plain_whatever_a_title_is(title: str) -> None:
    role = read_role(title)
    if role is not None:
        assert 0 < len(role.slug) <= 100
        assert role.slug == role.slug.strip("_")
        assert not any(mark in role.slug for mark in " /'\";\\<>\x00")


def test_wishes_are_in_order_each_role_once() -> None:
    wishes = wishes_of(person(titles=("Sr. Python Dev", "Data Engineer", "Python Developer")))
    assert [(wish.role.slug, wish.title, wish.place) for wish in wishes] == [
        ("python_developer", "Sr. Python Dev", 1),
        ("data_engineer", "Data Engineer", 2),
    ]


@pytest.mark.parametrize(
    "fields",
    [{"status": "pending_review"}, {"status": "placed"}, {"status": "inactive"}, {"automated_matching": False}],
)
def test_nobody_is_searched_for_who_may_not_be_matched(fields: dict[str, object]) -> None:
    assert wishes_of(person(titles=("Baker",), **fields)) == ()


def test_one_person_adds_no_more_than_a_few_roles() -> None:
    titles = tuple(f"Whisperer of thing{number}s" for number in range(200))
    assert len(wishes_of(person(titles=titles))) == MOST_ROLES


def test_hints_are_names_of_places_and_nothing_else() -> None:
    there = ("12 Main Street, Springfield, IL", "Berlin", "at Maria's house", "Remote", "San Francisco, CA")
    assert hints_of(person(preferred_locations=there, location="Austin, TX")) == (
        "Springfield, IL",
        "Berlin, DE",
        "Remote",
        "San Francisco, CA",
    )
    assert hints_of(person(location="Austin, TX")) == ("Austin, TX",)
    assert hints_of(person(remote="only")) == ("Remote",)
    assert hints_of(person()) == ()
