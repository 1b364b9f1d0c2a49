"""`rematch eval dedup` and `rematch explain dedup`: what dedup says of a file is passed on, its refusals too."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rematch_dedup.domain.decision import Rules
from rematch_dedup.offline import explained
from rematch_devstack.commands.judging import doubts, show
from tests.unit.devstack.test_cli import rematch

TEXT = (
    "You plan the berths of container ships two weeks ahead. You agree arrival windows with agents and pilots. You move"
    " cranes between quays when a vessel is late. You write the morning report for the harbour master."
)
AD = {
    "source": "lever",
    "external_id": "1",
    "title": "Berth Planner",
    "company": "Quayside Terminals",
    "location": "Hamburg, Germany",
    "description": TEXT,
}
LINES: list[dict[str, Any]] = [
    {**AD, "cluster": "c1", "kind": "original"},
    {**AD, "source": "indeed", "cluster": "c1", "kind": "exact"},
    {**AD, "external_id": "2", "location": "Bremen, Germany", "cluster": "c2", "kind": "city"},
]


def written(folder: Path, lines: Sequence[object]) -> str:
    path = folder / "ads.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n", "utf-8")
    return str(path)


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """The one sentence on standard error."""
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_file_is_evaluated(tmp_path: Path) -> None:
    done = rematch("eval", "dedup", written(tmp_path, LINES))
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told.pop("jobs_per_second") > 0
    assert told == {
        "pairs": {"precision": 1.0, "recall": 1.0, "f1": 1.0},
        "recall_by_kind": {"exact": 1.0},
        "false_merges_by_kind": {"sibling": 0, "seniority": 0, "city": 0, "country": 0, "boilerplate": 0},
    }


def test_what_is_wrong_is_one_sentence_of_dedups_own(tmp_path: Path) -> None:
    path = written(tmp_path, [LINES[0], {**LINES[1], "title": " "}])
    assert "line 2: title" in refused(rematch("eval", "dedup", path))
    assert "has no record on line 9" in refused(rematch("explain", "dedup", f"{path}:9", "1", "--json"))


def test_two_ads_are_explained_to_a_person_or_to_a_program(tmp_path: Path) -> None:
    pair = (f"{written(tmp_path, LINES)}:1", "3")
    done = rematch("explain", "dedup", *pair)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("different openings\n")
    told = json.loads(rematch("explain", "dedup", *pair, "--json").stdout)
    assert told["same"] is False
    assert [name for name, against in told["vetoes"].items() if against] == ["city"]
    assert [each["company"] for each in told["read"]] == ["quayside terminals"] * 2


def shown(folder: Path, line: int, capsys: pytest.CaptureFixture[str]) -> str:
    """What a person sees of the first line and this one."""
    one, other = f"{written(folder, LINES)}:1", str(line)
    show(explained(one, other, Rules()), (one, other))
    return capsys.readouterr().out


def test_one_opening_has_a_stage_and_a_likeness(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, by, similarity, *rest = shown(tmp_path, 2, capsys).splitlines()
    assert (first, by.split(), similarity.split()) == (
        "the same opening",
        ["decided", "by", "text_hash"],
        ["similarity", "1.000"],
    )
    assert not any(line.startswith(("against", "doubt")) for line in rest)


def test_a_veto_is_shown_with_what_both_sides_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(tmp_path, 3, capsys)
    assert said.startswith("different openings\n  decided by   veto: city\n")
    (city,) = [line for line in said.splitlines() if line.startswith("against")]
    assert "hamburg" in city.lower()
    assert "bremen" in city.lower()
    assert "doubt: only the city keeps them apart" in said


def test_what_makes_an_answer_doubtful() -> None:
    told = {"shared_blocks": 0, "stage": "grey"}
    compared, alone = doubts(told, [])
    assert "never compares" in compared
    assert "texts alone" in alone
    assert doubts({"shared_blocks": 2, "stage": "text"}, []) == []
    assert doubts(told, ["city", "salary"]) == []
