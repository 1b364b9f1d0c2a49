"""What of a list is noted as shown."""

from rematch_match.domain.listing import Choice, Head, page_of
from rematch_match.domain.quality.showing import showings
from tests.fakes.samples import NOW, job_id

WHO = ("demo", "c-1")
HEADS = [Head((WHO, job_id(number)), number, "active", 90.0 - number) for number in range(5)]
BODIES = {head.key: {"scoring": {"profile": "rematch", "version": 3}} for head in HEADS}


def test_places_go_on_from_page_to_page() -> None:
    first = page_of(HEADS, Choice(limit=2), NOW)
    second = page_of(HEADS, Choice(limit=2, cursor=first.next), NOW)
    places = [(one.position, one.version) for page in (first, second) for one in showings(page, BODIES, NOW)]
    assert places == [(1, 0), (2, 1), (3, 2), (4, 3)]


def test_the_profile_is_the_one_that_the_match_was_told_under() -> None:
    (one,) = showings(page_of(HEADS[:1], Choice(), NOW), BODIES, NOW)
    assert (one.profile, one.profile_version, one.at, one.surface) == ("rematch", 3, NOW, "list")


def test_what_was_never_told_is_left_out_and_keeps_its_place() -> None:
    told = {key: body for key, body in BODIES.items() if key != HEADS[1].key}
    assert [one.position for one in showings(page_of(HEADS, Choice(limit=3), NOW), told, NOW)] == [1, 3]


def test_only_all_of_them_best_first_is_a_ranking() -> None:
    assert Choice().ranks
    others = (Choice(sort="newest"), Choice(grades=frozenset({"A"})), Choice(statuses=frozenset({"viewed"})))
    assert not any(one.ranks for one in others)
