from rematch_match.domain.turns import Turns
from tests.fakes.clock import FakeClock


def test_turns_come_evenly_and_a_few_at_once_after_a_quiet_time() -> None:
    clock = FakeClock()
    turns = Turns(clock, per_minute=30, burst=2)
    assert [turns.take(60) for _ in range(4)] == [0, 0, 2, 4]
    clock.advance(600)
    assert [turns.take(60) for _ in range(3)] == [0, 0, 2]


def test_no_more_than_so_many_in_a_minute_however_often_one_asks() -> None:
    clock = FakeClock()
    turns = Turns(clock, per_minute=30)
    taken = 0
    for _ in range(6_000):
        taken += turns.take(patience=0.0) is not None
        clock.advance(0.01)
    assert taken == 30


def test_a_turn_that_is_too_far_off_is_not_taken() -> None:
    turns = Turns(FakeClock(), per_minute=6)
    assert [turns.take(5), turns.take(5), turns.take(5), turns.take(15)] == [0, None, None, 10]


def test_a_turn_that_is_held_comes_no_sooner() -> None:
    clock = FakeClock()
    turns = Turns(clock, per_minute=60, burst=3)
    turns.hold(20)
    turns.hold(5)
    assert [turns.take(60), turns.take(10)] == [20, None]
    clock.advance(30)
    assert turns.take(0) == 0
