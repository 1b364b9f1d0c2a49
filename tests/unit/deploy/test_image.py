"""What can be seen of the Dockerfile without building it, and what it asks the workspace."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck import members
from rematch_devstack.deploycheck.image import check_image
from rematch_devstack.deploycheck.knowledge import Knowledge
from tests.unit.deploy.conftest import ROOT, Break, title

BREAKS = [
    ("FROM python:3.11-slim AS build", "FROM python:latest AS build", "starts from python:latest"),
    ("COPY tools.lock ./", "COPY uv.lock ./", "copies uv.lock, which is not there"),
    ("USER 10001:10001\n", "", "ends with no user"),
    ("USER 10001:10001", "USER 0", "ends with no user"),
    ("RUN groupadd", "RUN apt-get install -y gcc && groupadd", "installs Debian packages"),
    ("'match': 8004", "'match': 8040", "asks match for its health at port 8040"),
    ('CMD ["python", "-c"', 'CMD python -c "', "has no HEALTHCHECK in the list form"),
    ("exec python -m", "exec run", "has no ENTRYPOINT"),
]
CASES = [Break("Dockerfile", old, new, says) for old, new, says in BREAKS]


def test_the_committed_file_is_sound(copy: Path, known: Mapping[str, Knowledge]) -> None:
    assert check_image(copy, known) == (3, [])


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_break_is_named(copy: Path, known: Mapping[str, Knowledge], case: Break) -> None:
    case.apply(copy)
    _, problems = check_image(copy, known)
    assert case.says in "\n".join(map(str, problems))


def test_dependencies_come_first() -> None:
    assert members.closure(ROOT, "dedup") == ("libs/common", "libs/encoder", "libs/jobtext", "services/dedup")
    assert members.closure(ROOT, "embed") == ("libs/common", "libs/encoder", "libs/jobtext", "services/embed")


def test_the_builder_gets_a_folder_a_line_from_the_standard_library_alone() -> None:
    program = str(Path(members.__file__))
    done = subprocess.run(
        [sys.executable, "-IS", program, "dedup"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "libs/common\nlibs/encoder\nlibs/jobtext\nservices/dedup\n")


def test_an_unknown_service_fails_the_build_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert members.main(["nosuch"]) == 1
    assert "there is no member 'nosuch'" in capsys.readouterr().err
