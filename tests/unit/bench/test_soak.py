"""What a soak counts."""

from pathlib import Path
from random import Random

import pytest

from bench.memory import at_moments, grown
from bench.soak import Soak, by_phase
from bench.soak_faults import Window
from bench.soak_load import Fate, Pace, latencies
from bench.soak_memory import Growth, Sample, Watch, consumed, growth_of
from rematch_devstack.supervisor import Supervisor

WARM = 20_000
PACE = Pace(steady=2.0, burst=10.0, turn=10.0, begins=6.0, ends=8.0)


def test_a_pace_bursts_in_every_turn() -> None:
    dues = [due for due, _ in zip(PACE.dues(), range(200), strict=False)]
    in_turns = [sum(turn * 10 <= due < turn * 10 + 10 for due in dues) for turn in range(2)]
    assert in_turns == pytest.approx([PACE.mean * 10] * 2, abs=1)
    assert sum(6 <= due < 8 for due in dues) == pytest.approx(20, abs=1)


def test_memory_that_grows_with_records_is_told_from_memory_that_is_held() -> None:
    leaks = [Sample(n, 100 + n / 1_000) for n in range(0, 10_000, 100)]
    holds = [Sample(n, 300) for n in range(0, 10_000, 100)]
    assert growth_of([leaks]).per_100k == pytest.approx(100)
    assert growth_of([holds]).per_100k == pytest.approx(0)
    assert growth_of([leaks, holds]).per_100k == pytest.approx(50)
    assert growth_of([leaks, holds]).records == 19_800


def test_a_small_leak_is_told_from_noise_only_where_enough_records_have_passed() -> None:
    def noisy(records: int) -> Growth:
        random = Random(7)
        return growth_of(
            [[Sample(n, 100 + n / 200_000 + random.gauss(0, 0.5)) for n in range(WARM, WARM + records, records // 500)]]
        )

    assert not noisy(2_000).tells
    assert str(noisy(2_000)).endswith("too few records to tell")
    enough = noisy(200_000)
    assert enough.tells and enough.per_100k == pytest.approx(0.5, abs=enough.give_or_take)
    assert Growth(14.4, 2.7, 2_000, 300.0, WARM).tells, "so much is no noise"


def test_who_has_consumed_little_tells_nothing_of_its_memory() -> None:
    assert not Growth(467.4, 41.8, 2_637, 171.0, 700).tells


@pytest.mark.parametrize("samples", [[Sample(9, 100)], [Sample(9, 100), Sample(9, 101)], [Sample(0, 1), Sample(9, 2)]])
def test_one_look_or_two_tell_nothing(samples: list[Sample]) -> None:
    assert not growth_of([samples]).tells


def test_who_begins_anew_is_not_compared_with_what_it_held_before(tmp_path: Path) -> None:
    watch = Watch(Supervisor(tmp_path))
    watch.note("match-1", Sample(700, 180))
    with pytest.raises(RuntimeError, match="match-1 began anew"):
        watch.note("match-1", Sample(12, 120))


def test_what_fills_caches_is_no_growth() -> None:
    samples = [Sample(n, 200 + min(n, 3_000) / 100) for n in range(0, 10_001, 100)]
    assert grown(samples).per_100k == pytest.approx(0)
    assert at_moments(samples) == [210, 230, 230, 230]


def test_only_consumed_records_are_counted() -> None:
    exposition = (
        '# TYPE rematch_consumed_total counter\nrematch_consumed_total{consumer="match",topic="embedded-jobs"} 7\n'
        'rematch_consumed_total{consumer="match",topic="match-feedback"} 3\n'
        '# TYPE rematch_produced_total counter\nrematch_produced_total{topic="matches"} 90\n'
    )
    assert consumed(exposition) == 10


def test_a_posting_counts_by_its_first_match_and_by_what_was_going_on_when_it_was_due() -> None:
    fate = Fate(began=1_000.0)
    fate.dues = {("raw-jobs", 0, n): 1_000.0 + n for n in range(4)} | {("raw-jobs", 0, 7): 1_007.0}
    matches = [(1_003.0, told(0)), (1_001.0, told(0)), (1_009.0, told(3)), (1_007.5, told(7)), (1_050.0, told(9))]
    matches.append((1_002.0, told(1, trigger="candidate_changed")))
    found = latencies(fate, matches)
    assert found == [(1_000.0, 1.0), (1_003.0, 6.0), (1_007.0, 0.5)]
    seen = Soak(1, 1_000.0, windows=[Window("kill", "match", 1_002.5, 1_004.0, 1_006.0)], latencies=found)
    seen.faults_from = 1_020.0
    assert by_phase(seen, PACE) == {"steady": [1.0], "burst": [0.5], "kill": [6.0]}


def told(offset: int, trigger: str = "new_job") -> dict[str, object]:
    return {"trigger": trigger, "lineage": {"raw_partition": 0, "raw_offset": offset}}
