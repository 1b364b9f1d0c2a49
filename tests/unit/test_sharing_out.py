"""Which tests stay with one worker, as xdist really hands them out."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from rematch_devstack import workspace
from tests.conftest import group_of, turn_of

TEST = "import pytest\n@pytest.mark.parametrize('number', range(4))\ndef test_it(number): pass\n"
FILES = (
    *(f"tests/reliability/test_{name}.py" for name in ("broker", "kill", "stop", "flood", "door")),
    *(f"tests/unit/encoder/test_{number}.py" for number in range(3)),
    *(f"tests/unit/common/test_{number}.py" for number in range(3)),
)
PASSED = re.compile(r"^\[(gw\d)\] \[ *\d+%\] PASSED (\S+)", re.M)


def test_no_group_has_two_workers(tmp_path: Path) -> None:
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    words = ("-v", "-p", "tests.conftest", "-p", "no:cacheprovider", "--numprocesses", "2", "--dist", "loadscope")
    command = (sys.executable, "-m", "pytest", *words, "--import-mode=importlib", f"--rootdir={tmp_path}", "tests")
    env = {"PYTHONPATH": str(workspace.root()), "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    workers: dict[str, set[str]] = defaultdict(set)
    for worker, nodeid in (told := PASSED.findall(done.stdout)):
        workers[group_of(nodeid)].add(worker)
    assert len(told) == 4 * len(FILES), done.stdout + done.stderr
    assert {group: len(those) for group, those in workers.items()} == dict.fromkeys(workers, 1)
    assert len(set.union(*workers.values())) > 1, "they were shared out"


def test_what_breaks_one_system_begins_first() -> None:
    files = [f"tests/reliability/{path.name}" for path in workspace.root().glob("tests/reliability/test_*.py")]
    assert [group_of(file) for file in files].count("reliability") >= 10
    first, then, last = "reliability", "tests/reliability/test_door.py", "tests/unit/common/test_codec.py"
    assert turn_of(first) < turn_of(then) < turn_of(last)
