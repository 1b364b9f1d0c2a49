"""How far a listener has heard, as the id of an event."""

import pytest

from rematch_notify.domain.places import Kind, missed, read, written

PLACE: dict[tuple[Kind, int], int] = {("m", 0): 17, ("m", 11): 4, ("o", 0): 3}


def test_a_place_is_read_as_it_was_written() -> None:
    assert written(PLACE) == "m=0:17,11:4;o=0:3"
    assert read(written(PLACE)) == PLACE
    assert written({}) == ""


@pytest.mark.parametrize(
    "text", ["", "0-17", "m=", "m=0:x", "x=0:1", "m=0:1;", "m=0:1\n", "m=0:" + "9" * 30, "m=0:1" * 999]
)
def test_what_is_no_id_of_ours_is_no_place(text: str) -> None:
    assert read(text) is None


def test_what_was_missed_lies_between_two_places() -> None:
    now: dict[tuple[Kind, int], int] = {**PLACE, ("m", 1): 900, ("o", 1): 2}
    since: dict[tuple[Kind, int], int] = {("m", 0): 10, ("m", 11): 4, ("m", 77): 1, ("o", 0): 9}
    assert missed(since, now) == {("m", 0): (10, 17), ("o", 1): (0, 2)}
