"""How figures are computed from what was measured."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench import harness, latency, loop, loop_sides
from bench.harness import Report, Target, percentile, spread
from bench.people import TENANT, people
from bench.pipeline import Sent
from rematch_common.codec import decode
from rematch_common.contracts import CANDIDATE_PROFILES, RAW_JOBS, CandidateChanged, RawJob
from rematch_common.records import Record

NOW = datetime(2026, 1, 31, 9, tzinfo=UTC)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 50), (0.99, 99), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


def test_a_spread_keeps_the_runs_beside_their_median() -> None:
    assert spread([3.0, 1.04, 2.0]) == {"median": 2.0, "runs": [3.0, 1.0, 2.0]}


def _match(place: tuple[int, int], trigger: str = "new_job") -> dict[str, Any]:
    times = ("received_at", "deduped_at", "embedded_at", "matched_at")
    stamps = {name: (NOW + timedelta(milliseconds=10 * (n + 1))).isoformat() for n, name in enumerate(times)}
    return {"trigger": trigger, "lineage": {"raw_partition": place[0], "raw_offset": place[1], **stamps}}


def test_latency_counts_from_the_time_a_posting_was_due() -> None:
    due = NOW.timestamp()
    sent = [Sent(due, (0, 1)), Sent(due, (0, 2))]
    matches = [(due + 0.05, _match((0, 1))), (due + 0.08, _match((0, 1)))]
    run = latency.evaluate(sent, matches)
    assert [round(ms) for ms in run.every] == [50, 80]
    assert [round(ms) for ms in run.first] == [50]
    assert {stage: round(values[0]) for stage, values in run.stages.items()} == dict.fromkeys(latency.STAGES, 10)
    assert run.matches_a_posting == 1.0


def test_latency_ignores_what_no_measured_posting_caused() -> None:
    strangers = [(NOW.timestamp() + 1, _match((3, 9))), (NOW.timestamp() + 1, _match((0, 1), "profile_changed"))]
    assert latency.evaluate([Sent(NOW.timestamp(), (0, 1))], strangers).every == []


def test_the_loop_reads_valid_postings_of_one_kibibyte() -> None:
    for index in range(0, 700, 7):
        key, value = loop.raw_record(index, NOW)
        assert len(value) == loop.RECORD_BYTES
        job = decode(RAW_JOBS, Record(RAW_JOBS.name, 0, index, 0, key, value))
        assert isinstance(job, RawJob)
        assert job.key.encode() == key


async def test_the_meter_leaves_out_the_warm_up_and_what_waits_behind() -> None:
    meter = loop_sides.Meter()
    meter.delivered(loop_sides.WARM_UP)
    meter.delivered(loop_sides.MEASURED - 1)
    assert not meter.done.is_set()
    meter.delivered(1)
    assert meter.done.is_set()
    await asyncio.wait_for(meter.done.wait(), 1.0)
    assert meter.result()["wall"] > 0


def test_people_are_the_same_every_time_and_one_tenant() -> None:
    records = people(50, NOW)
    assert records == people(50, NOW)
    assert len({record.key for record in records}) == 50
    for record in records:
        told = Record(CANDIDATE_PROFILES.name, 0, 0, 0, record.key, record.value, record.headers)
        person = decode(CANDIDATE_PROFILES, told)
        assert isinstance(person, CandidateChanged)
        assert person.tenant_id == TENANT


def test_a_report_tells_machine_day_and_commit_and_no_place(tmp_path: Path) -> None:
    target = Target("ratio", 2.5, 3.5, "x")
    path = harness.write_report(Report("figure", {"a": 1}, (target,), [0.25]), tmp_path)
    found = json.loads(path.read_text("utf-8"))
    assert list(found) == ["name", "date", "commit", "machine", "cores_used_by_others", "targets", "figures"]
    assert set(found["machine"]) == {"cpu", "cores", "python", "system"}
    assert found["targets"] == [{"name": "ratio", "measured": 2.5, "limit": 3.5, "unit": "x", "met": True}]
    assert str(Path.home()).encode() not in orjson.dumps(found)


def test_a_target_is_missed_when_it_is_reached() -> None:
    assert not Target("p50", 300.0, 300.0, "ms").met
