"""Experiments as settings declare them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rematch_match.domain.experiments.arms import Arm, Experiment
from rematch_match.domain.experiments.declaring import changed, read_experiment, written
from tests.unit.match.test_verdict_terms import deployment

ARMS = [
    {"name": "usual", "share": 3},
    {"name": "half", "share": 1, "blend": {"weight": 0.5, "ceiling": 5}, "prompt": "v2"},
]
TOLD = {"name": "blend-1", "start": "2026-12-01T01:00:00+01:00", "arms": ARMS}
READ = Experiment(
    "blend-1",
    (Arm("usual", 3.0), Arm("half", 1.0, weight=0.5, ceiling=5.0, prompt="v2")),
    datetime(2026, 12, 1, tzinfo=UTC),
)


def test_an_experiment_is_read_and_written() -> None:
    assert read_experiment(json.dumps(TOLD)) == READ
    assert read_experiment(json.dumps(written(READ))) == READ


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"arms": ARMS[:1]}, "^arms: "),
        ({"arms": [ARMS[0], ARMS[0]]}, "a name of its own"),
        ({"arms": [ARMS[0], {"name": "b", "prompt": "v0"}]}, "^arms.1.prompt: .*use one of v1, v2"),
        ({"arms": [ARMS[0], {"name": "b", "blend": {"weight": 1.5}}]}, "^arms.1.blend.weight: "),
        ({"arms": [ARMS[0], {"name": "b", "share": 0}]}, "^arms.1.share: "),
        ({"arms": [ARMS[0], {"name": "b", "wieght": 0.5}]}, "^arms.1.wieght: "),
        ({"name": "a/b"}, "^name: "),
        ({"start": "2026-12-01T00:00:00"}, "^start: .*timezone"),
    ],
)
def test_what_is_wrong_is_named(wrong: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_experiment(json.dumps(TOLD | wrong))


def test_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        read_experiment("{blend")


def test_other_arms_or_another_start_need_another_name() -> None:
    assert changed(READ, READ) is None
    moved = Experiment(READ.name, READ.arms, READ.start.replace(year=2027))
    assert changed(READ, moved) == (
        "experiment blend-1 was declared with other start: give what is new a new name, or put start back"
    )
    assert "other arms" in (changed(READ, Experiment(READ.name, READ.arms[:1], READ.start)) or "")


def test_settings_hold_it_or_name_a_file(tmp_path: Path) -> None:
    file = tmp_path / "experiment.json"
    file.write_text(json.dumps(TOLD))
    for told in (json.dumps(TOLD), f" {json.dumps(TOLD)}", str(file)):
        assert deployment(judges="local", experiment=told).declared == READ
    assert deployment().declared is None


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"experiment": json.dumps(TOLD)}, "REMATCH_JUDGES"),
        ({"judges": "local", "experiment": "nowhere.json"}, "nowhere.json can't be read: No such file"),
        ({"judges": "local", "experiment": "{}"}, "name: Field required"),
    ],
)
def test_settings_that_can_not_be_gone_by(settings: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        deployment(**settings)
