"""A log line about a bug tells where it was, and nothing of what was in hand."""

import pytest

from rematch_common.logs import bug

SECRET = "what somebody has sent"


def choke() -> None:
    raise KeyError(SECRET)


def wrap() -> None:
    try:
        choke()
    except KeyError as error:
        raise RuntimeError(f"cannot read {SECRET}") from error


def test_a_bug_is_told_by_its_kind_and_frames_and_those_of_what_it_came_from() -> None:
    with pytest.raises(RuntimeError) as caught:
        wrap()
    told = bug(caught.value)
    assert told["kind"] == "RuntimeError"
    assert "KeyError" in told["trace"]
    assert "in wrap" in told["trace"]
    assert "in choke" in told["trace"]
    assert SECRET not in str(told)


def test_one_that_came_from_itself_ends() -> None:
    first, second = ValueError(), ValueError()
    first.__context__, second.__context__ = second, first
    assert bug(first)["trace"] == "ValueError\nValueError\n"
