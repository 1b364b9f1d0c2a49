"""What can be seen of the Dockerfile without building it, and what it asks the workspace."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from rematch_devstack.deploycheck import members
from rematch_devstack.deploycheck.dockerfile import Dockerfile, Stage, Step, parse, reaches_builder
from rematch_devstack.deploycheck.image import check_image
from rematch_devstack.deploycheck.knowledge import Knowledge
from tests.unit.deploy.conftest import ROOT, Break, title

BREAKS = [
    ("=python:3.11-slim-bookworm", "=python:latest", "starts from python:latest"),
    ("FROM ${BASE} AS build", "FROM debian:12 AS build", "starts from debian:12, not ${BASE}"),
    ("COPY tools.lock", "COPY uv.lock", "copies uv.lock, which is not there"),
    ("COPY LICENSE", "COPY .env.example", "copies .env.example, which .dockerignore keeps from the builder"),
    ("COPY --from=plan", "COPY --from=plans", "copies from the stage plans, which is not there"),
    ("--require-hashes --no-sources", "--no-sources", "installs without hashes: /opt/tools/bin/uv pip install"),
    ("USER 10001:10001\n", "", "ends with no user"),
    ("USER 10001:10001", "USER 0", "ends with no user"),
    ("RUN groupadd", "RUN apt-get install -y gcc && groupadd", "runs apt-get in the stage that is the image"),
    ("org.opencontainers.image.revision", "revision", "has no label org.opencontainers.image.revision"),
    ("'match': 8004", "'match': 8040", "asks match for its health at port 8040"),
    ('CMD ["python", "-c"', 'CMD python -c "', "has no HEALTHCHECK in the list form"),
    ("exec python -m", "exec run", "has no ENTRYPOINT"),
    ('["dumb-init", "--single-child", "--", ', "[", "has no ENTRYPOINT"),
]
CASES = [Break("Dockerfile", old, new, says) for old, new, says in BREAKS]


def test_the_committed_file_is_sound(copy: Path, known: Mapping[str, Knowledge]) -> None:
    assert check_image(copy, known) == (5, [])


@pytest.mark.parametrize("case", CASES, ids=title)
def test_a_break_is_named(copy: Path, known: Mapping[str, Knowledge], case: Break) -> None:
    case.apply(copy)
    _, problems = check_image(copy, known)
    assert case.says in "\n".join(map(str, problems))


def test_dependencies_come_first() -> None:
    assert members.closure(ROOT, "dedup") == ("libs/common", "libs/encoder", "libs/jobtext", "services/dedup")
    assert members.closure(ROOT, "embed") == ("libs/common", "libs/encoder", "libs/jobtext", "services/embed")


def test_the_builder_gets_a_plan_from_the_standard_library_alone(tmp_path: Path) -> None:
    program = str(Path(members.__file__))
    argv = [sys.executable, "-IS", program, str(tmp_path), "match", "bedrock"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    texts = {"install.txt", "members.txt", "excludes.txt"}
    manifests = {f"{member}/pyproject.toml" for member in ("libs/common", "libs/jobtext", "services/match")}
    assert written == texts | manifests | {"requirements.lock", "bedrock.lock"}
    assert "--extra\nbedrock\n--overrides\nbedrock.lock\n" in (tmp_path / "install.txt").read_text()
    assert "sentence-transformers" in (tmp_path / "excludes.txt").read_text().split()


def test_torch_comes_only_when_it_is_asked_for() -> None:
    asked = members.excluded(ROOT, ["services/embed"], ["sentence-transformers"])
    assert "sentence-transformers" not in asked
    assert "rematch-embed" in asked and "triton" in asked
    assert members.excluded(ROOT, ["services/embed"], ["openai"]) == ["rematch-embed", "sentence-transformers"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch"], "there is no member 'nosuch'"),
        ([], "there is no member ''"),
        (["dedup", "bedrock"], "there is no extra 'bedrock'; there are finetune, openai, sentence-transformers"),
        (["console", "bedrock"], "there is no extra 'bedrock'; there are none"),
    ],
)
def test_what_is_not_there_fails_the_build_with_a_sentence(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    assert members.main([str(tmp_path), *arguments]) == 1
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_step_over_several_lines_is_one_and_has_its_flags() -> None:
    text = "ARG B=x\nFROM ${B} AS one\nRUN --mount=type=cache a \\\n# no\n    b\nCOPY --from=one /a /b\n"
    assert parse(text) == Dockerfile(
        {"B": "x"},
        [Stage("x", "one", [Step("RUN", {"mount": "type=cache"}, "a     b"), Step("COPY", {"from": "one"}, "/a /b")])],
    )


@pytest.mark.parametrize(
    ("source", "through"), [("libs", True), ("libs/common/a.py", True), ("a.lock", True), ("docs", False)]
)
def test_the_last_pattern_that_fits_decides_what_reaches_the_builder(source: str, through: bool) -> None:
    assert reaches_builder(source, "# all\n*\n!libs\n!*.lock\n") is through
