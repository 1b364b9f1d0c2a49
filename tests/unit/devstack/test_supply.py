"""An audit is only as green as what was answered."""

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rematch_devstack.supply.__main__ import main
from rematch_devstack.supply.audit import NOT_AUDITED, SOUND, VULNERABLE
from rematch_devstack.supply.locks import Pin, pins, rounds

LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:bb
numpy==2.5.0 ; python_full_version >= '3.12' \\
    --hash=sha256:cc
"""
Audit = Callable[[object], tuple[int, str]]
# Answers as pip-audit does: what it is asked about comes back, with what ANSWERS has to say of it.
PROGRAM = """\
#!{python}
import json, os, re, sys
asked = open(sys.argv[sys.argv.index("--requirement") + 1]).read().split()
answers = json.loads(os.environ["ANSWERS"])
if answers is None:
    sys.exit("ConnectionError: no such host")
found = [dict(zip(("name", "version"), line.split("=="))) for line in asked]
print(json.dumps({{"dependencies": [answers.get(each["name"], each | {{"vulns": []}}) for each in found]}}))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.lock").write_text(LOCK)
    (tmp_path / "b.lock").write_text("colorama==0.4.6 \\\n    --hash=sha256:aa\n")
    program = tmp_path / "pip-audit"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path


@pytest.fixture
def audit(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    def run(answers: object) -> tuple[int, str]:
        monkeypatch.setenv("ANSWERS", json.dumps(answers))
        code = main(["--program", str(folder / "pip-audit"), "--locks", str(folder)])
        return code, capsys.readouterr().out

    return run


def test_every_version_is_pinned_once_with_the_locks_that_name_it(folder: Path) -> None:
    found = pins(folder.glob("*.lock"))
    assert found == {
        Pin("colorama", "0.4.6"): ["a.lock", "b.lock"],
        Pin("numpy", "2.4.6"): ["a.lock"],
        Pin("numpy", "2.5.0"): ["a.lock"],
    }
    assert [len(each) for each in rounds(found)] == [2, 1]


def test_all_answered_and_nothing_known_is_sound(audit: Audit) -> None:
    assert audit({}) == (SOUND, "3 versions audited, 0 known vulnerabilities\n")


def test_what_is_known_is_told_with_the_locks_that_name_it(audit: Audit) -> None:
    known = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["0.4.7"], "description": "long"}
    code, said = audit({"colorama": {"name": "colorama", "version": "0.4.6", "vulns": [known]}})
    assert code == VULNERABLE
    assert "colorama 0.4.6 (a.lock, b.lock): PYSEC-1, CVE-1, mended in 0.4.7\n" in said


def test_a_version_that_nobody_knows_is_not_taken_for_sound(audit: Audit) -> None:
    code, said = audit({"colorama": {"name": "colorama", "skip_reason": "not found"}})
    assert code == NOT_AUDITED
    assert "NOT audited: of 1 of 3 versions pypi told nothing (colorama)" in said


def test_an_advisory_service_out_of_reach_is_one_line_and_an_exit_of_its_own(audit: Audit) -> None:
    code, said = audit(None)
    assert code == NOT_AUDITED
    assert said == "NOT audited: pypi's advisories can't be had (ConnectionError: no such host)\n"


def test_a_pip_audit_that_is_not_there_is_not_sound_either(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--program", str(folder / "nothing"), "--locks", str(folder)]) == NOT_AUDITED
    assert capsys.readouterr().out.startswith("NOT audited")
