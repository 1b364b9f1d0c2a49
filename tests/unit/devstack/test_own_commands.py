"""Which database a service's own command is told of, and what becomes of its refusals."""

import os
from pathlib import Path

import pytest

from rematch_devstack.commands.own_commands import DATABASE, environment, is_told, output_of, with_database
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


def test_a_refusal_is_told_by_its_last_word() -> None:
    with pytest.raises(StackError, match="usage: TENANT CANDIDATE JOB"):
        output_of("rematch_match.offline_explain", "one", environ=os.environ)
