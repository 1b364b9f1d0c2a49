import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rematch_encoder import OnnxEmbedder
from rematch_encoder.fastest import cpu_name, fastest, measured
from rematch_encoder.model_cache import Precision


class Clock:
    """Time passes only where a call takes it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def taking(self, *seconds: float) -> Callable[[], None]:
        left = list(seconds)

        def call() -> None:
            self.now += left.pop(0) if len(left) > 1 else left[0]

        return call


def forbidden(precision: Precision) -> Callable[[], object]:
    raise AssertionError(f"{precision} is measured though the choice is remembered")


def idle(_precision: Precision) -> Callable[[], object]:
    return lambda: None


def test_the_shortest_time_counts_and_the_first_turn_does_not() -> None:
    clock = Clock()
    calls: dict[Precision, Callable[[], object]] = {"fp32": clock.taking(0.0, 3, 2, 4), "int8": clock.taking(9, 1)}
    assert measured(calls, 20, clock) == {"fp32": 2, "int8": 1}


def test_slow_calls_are_measured_once_past_the_end() -> None:
    clock = Clock()
    assert measured({"fp32": clock.taking(5), "int8": clock.taking(4)}, 1, clock) == {"fp32": 5, "int8": 4}
    assert clock.now == 18


def test_the_choice_is_remembered_for_a_cpu_and_a_runtime(empty_cache: Path) -> None:
    chosen = fastest(empty_cache / "new", "1.0", idle)
    assert fastest(empty_cache / "new", "1.0", forbidden) == chosen
    for runtime, cpu in (("1.1", None), ("1.0", "another")):
        with pytest.raises(AssertionError, match="is measured"):
            fastest(empty_cache / "new", runtime, forbidden, cpu)
    assert [file.name[:24] for file in (empty_cache / "new").iterdir()] == ["all-MiniLM-L6-v2-fastest"]


def test_a_note_that_says_nothing_is_written_anew(empty_cache: Path) -> None:
    fastest(empty_cache, "1", idle)
    (note,) = empty_cache.iterdir()
    note.write_bytes(b"\xffbf16")
    fastest(empty_cache, "1", idle)
    assert note.read_text() in ("fp32", "int8")


def test_a_cache_that_cannot_be_written_is_only_told(empty_cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    occupied = empty_cache / "occupied"
    occupied.write_text("a file")
    with caplog.at_level(logging.INFO):
        assert fastest(occupied, "1", idle) in ("fp32", "int8")
    assert "can't be remembered" in caplog.text


def test_the_cpu_has_a_name() -> None:
    assert cpu_name() == cpu_name() != ""


def test_auto_is_one_of_both_and_is_asked_once(cache_dir: Path) -> None:
    first, again = (OnnxEmbedder(cache_dir, threads=1, precision="auto") for _ in range(2))
    assert first.model_version == again.model_version
    assert first.model_version in ("fp32-53aa5117-b1-t256", "int8-53aa5117-b1-t256")
    np.testing.assert_array_equal(first.embed(["welder"]), again.embed(["welder"]))
