"""What moved a score, in words."""

import pytest

from rematch_match.domain.asks import Asks, Place
from rematch_match.domain.tastes.alike import REMOTE, Alike, alike
from rematch_match.domain.tastes.saying import Said
from rematch_match.domain.tastes.wording import moved_down, moved_up
from tests.unit.match.tastes.tasting import opening, tilted, word


def lines(*said: Said, kind: int = 0) -> list[str]:
    found = tilted(said, opening(kind))
    return [*moved_up(found), *moved_down(found)]


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ([word(3), word(9)], 0, "Moved up: you saved two like this"),
        ([word(1, "rejected"), word(4, "thumbs_down"), word(10, "rejected")], 4, "Moved down: you said no to two"),
        ([word(9, "applied")], 0, "Moved up: you applied to one like this"),
        ([word(9, "applied"), word(3, "thumbs_up")], 0, "Moved up: you liked two like this"),
        ([word(9, "rated", relevance=1)], 0, "Moved down: you said no to one like this"),
        ([word(6 * at + 3) for at in range(13)], 0, "Moved up: you saved 13 like this"),
        (
            [word(2), word(8)],
            2,
            "Moved up: you saved two from this company, two like this and two to be done from",
        ),
    ],
)
def test_it_says_what_was_done_with_how_many(said: list[Said], kind: int, told: str) -> None:
    (line,) = lines(*said, kind=kind)
    assert line.startswith(told)


def test_what_speaks_for_it_and_against_it_are_two_lines() -> None:
    assert lines(word(1, "rejected"), word(7, "rejected"), word(3), word(9, "applied")) == [
        "Moved up: you liked two like this",
        "Moved down: you said no to two from this company and two in this place",
    ]


def test_what_outweighs_nothing_is_not_told() -> None:
    assert lines(word(0), word(6, "rejected")) == []
    assert lines(word(0, days=119)) == ["Moved up: you saved one from this company"]
    assert lines() == [*moved_up(None), *moved_down(None)] == []


def test_what_openings_have_in_common() -> None:
    places = (Place("Berlin", "Berlin", "DE"), Place(None, "Bavaria", "DE"), Place(None, None, "DE"))
    plain = Asks(title_core="Tall Ship Rigger", company="The Acme Widgets Co., Ltd.", places=places)
    assert alike(plain) == Alike("acme widgets", "tall ship rigger", frozenset({"de/berlin", "de/bavaria"}))
    known = Asks(title_core="data engineer", occupation="data-engineer", workplace="remote", places=places)
    assert alike(known) == Alike(None, "data-engineer", frozenset({REMOTE}))
    assert list(alike(Asks()).kinds()) == []
