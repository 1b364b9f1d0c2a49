"""Alive is who makes progress or has good reason not to; ready is who is assigned and polling."""

import pytest

from rematch_common.health import Health, Pulse
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def pulse_of(clock: FakeClock, state: str = "running", *, assigned: bool = True) -> Pulse:
    return Pulse(patience=60.0, now=clock, state=state, assigned=assigned)


def test_who_starts_is_alive_however_long_its_dependencies_take_and_not_ready(clock: FakeClock) -> None:
    pulse = pulse_of(clock, "starting", assigned=False)
    clock.advance(10_000)
    assert pulse.alive()
    assert not pulse.ready()


@pytest.mark.parametrize(
    ("state", "assigned", "ready"),
    [
        ("running", True, True),
        ("running", False, False),
        ("paused", True, False),
        ("dead", True, False),
        ("starting", True, False),
    ],
)
def test_ready_is_assigned_and_polling(clock: FakeClock, state: str, assigned: bool, ready: bool) -> None:
    assert pulse_of(clock, state, assigned=assigned).ready() is ready


def test_who_does_not_beat_is_not_alive(clock: FakeClock) -> None:
    pulse = pulse_of(clock)
    pulse.observe(0, 100)
    clock.advance(59)
    assert pulse.alive()
    clock.advance(1)
    assert not pulse.alive()
    assert not pulse.ready()


def test_who_turns_and_finishes_nothing_while_records_wait_is_not_alive(clock: FakeClock) -> None:
    pulse = pulse_of(clock)
    for _ in range(61):
        clock.advance(1)
        pulse.beat()
        pulse.observe(7, 100)
    assert not pulse.alive()
    pulse.observe(7, 101)
    assert pulse.alive()


def test_who_has_nothing_to_do_is_alive(clock: FakeClock) -> None:
    pulse = pulse_of(clock)
    for _ in range(600):
        clock.advance(1)
        pulse.beat()
        pulse.observe(0, 100)
    assert pulse.alive()
    assert pulse.ready()


def test_who_is_paused_stays_alive_for_as_long_as_it_takes_somebody_to_look(clock: FakeClock) -> None:
    pulse = pulse_of(clock)
    pulse.observe(7, 100)
    pulse.state = "paused"
    for _ in range(3600):
        clock.advance(1)
        pulse.beat()
    assert pulse.alive()
    assert not pulse.ready()
    clock.advance(60)
    assert not pulse.alive(), "paused, and its loop is gone"


def test_a_dead_consumer_is_not_alive_however_lately_it_beat(clock: FakeClock) -> None:
    pulse = pulse_of(clock, "dead")
    pulse.observe(0, 101)
    assert not pulse.alive()


def test_a_process_is_as_well_as_the_least_of_its_consumers(clock: FakeClock) -> None:
    fresh, bulk = pulse_of(clock), pulse_of(clock)
    health = Health({"match": fresh, "match-bulk": bulk})
    assert not health.ready(), "what it needs has not answered yet"
    health.started.set()
    assert health.alive()
    assert health.ready()
    bulk.state = "paused"
    assert health.alive()
    assert not health.ready()
    bulk.state = "dead"
    assert not health.alive()


def test_the_report_names_what_an_operator_asks_for(clock: FakeClock) -> None:
    pulse = pulse_of(clock)
    pulse.observe(7, 100)
    assert Health({"dedup": pulse}).report() == {"dedup": {"state": "running", "assigned": True, "lag": 7}}


def test_a_process_without_consumers_is_well() -> None:
    health = Health({})
    assert health.alive()
    health.started.set()
    assert health.ready()
