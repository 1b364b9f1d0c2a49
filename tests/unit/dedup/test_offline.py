"""Ads in a file, decided by the service's own code; whatever is wrong with the file is one sentence."""

import json
from pathlib import Path

import orjson
import pytest

from rematch_dedup.offline import main
from tests.unit.devstack.test_cli_judging import AD, LINES, written


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(words) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"source": "lever"', "line 2 is not JSON"),
        ("[1]", "line 2 is not a JSON object"),
        (AD, "line 2: give every line a `cluster` and a `kind`"),
        ({**AD, "kind": "exact"}, "line 2: give every line a `cluster` and a `kind`"),
        ({**LINES[1], "kind": None}, "line 2: give every line a `cluster` and a `kind`"),
        ({**LINES[1], "title": " "}, "line 2: title"),
        ({**LINES[1], "posted_at": "20000-01-01"}, "line 2: posted_at"),
        ({**LINES[1], "salary_min": -5}, "line 2: salary_min"),
    ],
)
def test_a_line_that_is_wrong_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: object, sentence: str
) -> None:
    assert sentence in refused(["eval", written(tmp_path, [LINES[0], line])], capsys)


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        (":1", "9", "has no record on line 9"),
        (":1", "0", "has no record on line 0"),
        (":1", "two", "name a record as FILE:LINE"),
        ("", "2", "name a record as FILE:LINE"),
        (".none:1", "2", "can't be read: No such file"),
    ],
)
def test_a_record_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], one: str, other: str, sentence: str
) -> None:
    assert sentence in refused(["explain", written(tmp_path, LINES) + one, other], capsys)


def test_a_file_that_holds_nothing_is_not_there_or_is_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "has no lines" in refused(["eval", written(tmp_path, [])], capsys)
    assert "can't be read: No such file" in refused(["eval", str(tmp_path / "none.jsonl")], capsys)
    assert "can't be read: Is a directory" in refused(["eval", str(tmp_path)], capsys)


def test_empty_lines_count_and_say_nothing(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = written(tmp_path, [LINES[0], "", LINES[2]])
    assert main(["explain", f"{path}:1", f"{path}:3"]) == 0
    assert orjson.loads(capsysbinary.readouterr().out)["vetoes"]["city"]
    assert main(["eval", path]) == 0
    assert json.loads(capsysbinary.readouterr().out)["pairs"]["f1"] == 1.0


def test_what_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge"]) == 2
    assert capsys.readouterr().err.startswith("usage: ")
