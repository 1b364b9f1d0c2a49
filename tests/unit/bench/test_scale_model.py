"""The simulation against what can be reckoned by hand."""

import pytest

from bench.scale_model import Machines, Work, capacity


def test_a_stage_without_anything_shared_grows_with_its_replicas() -> None:
    alone = Work(own=0.01, locked=0.0, database=0.0, broker=0.0)
    for partitions in (1, 4, 100):
        found = capacity(alone, partitions, 10)
        assert found.rate == pytest.approx(100 * partitions, rel=0.25)
        assert found.bound == "own"


def test_a_lock_bounds_it_however_many_there_are() -> None:
    locked = Work(own=0.001, locked=0.002, database=0.0, broker=0.0)
    for partitions in (12, 300):
        found = capacity(locked, partitions, 10)
        assert found.bound == "lock"
        assert found.rate == pytest.approx(500, rel=0.1)


def test_what_is_done_under_the_lock_keeps_a_core_of_the_database_busy() -> None:
    work = Work(own=0.005, locked=0.002, database=0.001, broker=0.001)
    assert capacity(work, 4, 10, Machines(own=2)).rate == pytest.approx(2 / 0.009, rel=0.1)


def test_a_database_bounds_it_by_its_cores() -> None:
    work = Work(own=0.01, locked=0.0, database=0.008, broker=0.0)
    sixteen, eight = (capacity(work, 300, 10, Machines(database=cores)) for cores in (16, 8))
    assert sixteen.bound == eight.bound == "database"
    assert sixteen.rate == pytest.approx(2_000, rel=0.1)
    assert eight.rate == pytest.approx(1_000, rel=0.1)


def test_on_one_machine_all_share_its_cores() -> None:
    work = Work(own=0.006, locked=0.0, database=0.003, broker=0.001)
    assert capacity(work, 1, 10, Machines(own=2)).rate == pytest.approx(100, rel=0.3)
    assert capacity(work, 4, 10, Machines(own=2)).rate == pytest.approx(200, rel=0.1)
