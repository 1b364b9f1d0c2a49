"""Of equals always the same are found: asked for more until it is sure which they are."""

import pytest

from rematch_match.adapters.nearest import Hit, first


def hits(*found: tuple[float, str]) -> list[Hit[str]]:
    return [Hit(score, name, name) for score, name in found]


@pytest.mark.parametrize(
    ("found", "asked", "expected"),
    [
        (hits((0.9, "b"), (0.8, "a"), (0.7, "c")), 3, ["b", "a"]),
        (hits((0.9, "b"), (0.9, "a"), (0.7, "c")), 3, ["a", "b"]),
        (hits((0.9, "c"), (0.8, "b"), (0.8, "a")), 3, None),
        (hits((0.9, "c"), (0.8, "b"), (0.8, "a")), 4, ["c", "a"]),
        (hits((0.9, "b"), (0.8, "a")), 3, ["b", "a"]),
        (hits((0.9, "b")), 3, ["b"]),
        ([], 3, []),
    ],
)
def test_the_nearest_are_known_once_none_of_their_equals_can_be_missing(
    found: list[Hit[str]], asked: int, expected: list[str] | None
) -> None:
    assert first(found, asked, limit=2) == expected


def test_it_stops_asking_for_more_when_too_many_are_alike() -> None:
    alike = hits(*((0.5, f"{n:02}") for n in range(32)))
    assert first(alike, 32, limit=2) == ["00", "01"]
    assert first(alike[:31], 31, limit=2) is None
