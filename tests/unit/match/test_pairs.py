"""What becomes of a pair, and whether it is worth saying."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rematch_common.contracts import WithdrawReason, grade_of
from rematch_match.domain.pairs import Change, Finding, Pair, State, apart, change, displaced, judged
from rematch_match.domain.scoring import Score
from tests.fakes.samples import job_id

KEY = (("demo", "c-1"), job_id(1))


def score(value: float, matched: Sequence[str] = ("python",), apart: str | None = None, asked: int = 1) -> Score:
    return Score(value, 1.0, (), asked, tuple(matched), (), apart=apart)


def fits(value: float) -> Finding:
    return Finding(KEY, score(value))


def no(reason: WithdrawReason) -> Finding:
    return Finding(KEY, reason=reason)


def active(now: float, told: float, version: int = 3) -> Pair:
    return Pair(KEY, version, "active", now, told)


WAITING = Pair(KEY, 2, "displaced", 60.0, 65.0)
GONE = Pair(KEY, 2, "withdrawn", 60.0, 65.0)


def out(version: int, state: State, now: float, reason: WithdrawReason) -> Pair:
    return Pair(KEY, version, state, now, 65, reason)


@pytest.mark.parametrize(
    ("before", "finding", "room", "expected"),
    [
        (None, fits(80), True, Change(active(80, 80, 1), "found", score(80))),
        (None, no("below_threshold"), False, None),
        (GONE, no("filter"), False, None),
        (GONE, fits(80), True, Change(active(80, 80, 3), "found", score(80))),
        (WAITING, fits(80), True, Change(active(80, 80, 3), "found", score(80))),
        (WAITING, fits(60), False, None),
        (WAITING, fits(61), False, Change(out(2, "displaced", 61, "displaced"), None, score(61))),
        (WAITING, no("job_closed"), False, Change(out(2, "withdrawn", 60, "job_closed"))),
        (active(60, 65), no("merged"), False, Change(out(4, "withdrawn", 60, "merged"), "withdrawn")),
        (active(60, 65), fits(66), False, Change(out(4, "displaced", 66, "displaced"), "withdrawn", score(66))),
        (active(66, 65), fits(66), True, None),
        (active(65, 65), fits(66.9), True, Change(active(66.9, 65), None, score(66.9))),
        (active(66.9, 65), fits(67), True, Change(active(67, 67, 4), "updated", score(67))),
        (active(65, 65), fits(63), True, Change(active(63, 63, 4), "updated", score(63))),
        (active(69.9, 69.9), fits(70), True, Change(active(70, 70, 4), "updated", score(70))),
    ],
)
def test_what_is_stored_and_what_is_told(
    before: Pair | None, finding: Finding, room: bool, expected: Change | None
) -> None:
    assert change(before, finding, room) == expected


def test_a_pair_that_has_to_make_room_keeps_its_score() -> None:
    assert displaced(active(60, 65)) == Change(out(4, "displaced", 60, "displaced"), "withdrawn")


def test_who_comes_again_after_having_been_forgotten_begins_above_what_was_told() -> None:
    told = change(None, fits(80), True, floor=7)
    assert told is not None
    assert told.pair.version == 8


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        (score(50.0), None),
        (score(49.9), "below_threshold"),
        (score(90.0, matched=()), "below_threshold"),
        (score(90.0, matched=(), asked=0), None),
        (score(49.9, matched=(), asked=0), "below_threshold"),
        (score(0.0, apart="licence"), "filter"),
    ],
)
def test_a_score_is_judged_by_the_tenants_least(given_: Score, reason: str | None) -> None:
    assert judged(KEY, given_, 50.0).reason == reason


@pytest.mark.parametrize(
    ("alive", "merged", "away", "reason"),
    [
        (True, False, None, None),
        (False, False, None, "job_closed"),
        (False, True, None, "merged"),
        (True, False, "consent", "consent"),
        (False, True, "erased", "erased"),
    ],
)
def test_why_two_are_apart(alive: bool, merged: bool, away: WithdrawReason | None, reason: str | None) -> None:
    assert apart(alive, merged, away) == reason


VERDICTS = st.one_of(
    st.floats(50, 100).map(lambda value: fits(round(value, 1))),
    st.sampled_from(["below_threshold", "filter", "rejected", "job_closed"]).map(no),  # type: ignore[arg-type]
)


@given(st.lists(st.tuples(VERDICTS, st.booleans()), max_size=12))
def test_whatever_happens_the_story_makes_sense(steps: list[tuple[Finding, bool]]) -> None:
    now: Pair | None = None
    heard: float | None = None
    version = 0
    for finding, room in steps:
        before, now_active = now, now is not None and now.active
        done = change(now, finding, room)
        now = done.pair if done else now
        if done and done.what:
            version += 1
            assert (done.what == "found") == (not now_active)
            heard = None if done.what == "withdrawn" else finding.value
        assert (now.version if now else 0) == version, "versions grow with each event, by one"
        in_force = finding.fits and room
        assert (heard is not None) == in_force == (now is not None and now.active)
        if heard is not None and now is not None:
            assert now.score == finding.value
            assert now.told == heard
            assert abs(heard - finding.value) < 2.0
            assert grade_of(heard) == grade_of(finding.value)
        assert change(now, finding, room) is None, f"the same again says nothing, after {before}"
