"""Which database a service's own command is told of, and what becomes of its refusals."""

import os
import re
from pathlib import Path

import pytest

from rematch_devstack.commands.own_commands import DATABASE, environment, is_told, lines_of, output_of, with_database
from rematch_devstack.errors import StackError

FILE = f"{DATABASE}_FILE"


def test_an_address_that_is_given_counts_more_than_a_file_of_the_environment() -> None:
    assert with_database("postgresql://run", {FILE: "elsewhere", "HOME": "h"}) == {
        DATABASE: "postgresql://run",
        FILE: "",
        "HOME": "h",
    }


@pytest.mark.parametrize("told", [{DATABASE: "postgresql://there"}, {FILE: "there"}])
def test_what_the_environment_tells_is_taken(told: dict[str, str]) -> None:
    assert is_told(told)
    assert environment("match", None, told) == told


def test_a_directory_that_is_named_counts_more_than_the_environment(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="no stack is running in"):
        environment("match", tmp_path, {DATABASE: "postgresql://there"})


@pytest.mark.parametrize("ends", ["sys.exit(130)", "os.kill(os.getpid(), signal.SIGINT)"])
def test_ctrl_c_that_the_other_heard_first_is_no_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    (tmp_path / "interrupted.py").write_text(f"import os, signal, sys\n{ends}\n")
    monkeypatch.chdir(tmp_path)  # where -m looks first
    with pytest.raises(KeyboardInterrupt):
        output_of("interrupted", environ=os.environ)
    with pytest.raises(KeyboardInterrupt):
        list(lines_of("interrupted", environ=os.environ))


@pytest.mark.parametrize(
    ("module", "asked"),
    [
        ("rematch_match.telling_scores", "people [TENANT] | scores SINCE [TENANT]"),
        ("rematch_match.switching", "status | switch MODEL"),
        ("rematch_match.index_asking", "check | rebuild | status [N]"),
        ("rematch_common.republishing", "SERVICE [TOPIC ...]"),
    ],
)
def test_what_asks_for_nothing_is_told_what_can_be_asked(module: str, asked: str) -> None:
    with pytest.raises(StackError, match=f"^{re.escape(f'usage: {asked}')}$"):
        output_of(module, *(() if module.endswith("republishing") else ("nonsense",)), environ=os.environ)


@pytest.mark.parametrize(
    "words",
    [
        ("rematch_match.telling_scores", "people"),
        ("rematch_match.switching", "status"),
        ("rematch_match.index_asking", "status"),
        ("rematch_common.republishing", "match"),
    ],
)
def test_a_database_that_is_away_is_told_with_the_cause(words: tuple[str, ...]) -> None:
    nowhere = with_database("postgresql://127.0.0.1:1/nowhere", os.environ)
    with pytest.raises(StackError, match=r"^postgresql is away: .*Connect"):
        output_of(*words, environ=nowhere)


def test_a_refusal_is_told_by_its_last_word() -> None:
    with pytest.raises(StackError, match="usage: TENANT CANDIDATE JOB"):
        output_of("rematch_match.offline_explain", "one", environ=os.environ)
