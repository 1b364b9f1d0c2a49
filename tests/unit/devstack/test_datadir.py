import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rematch_devstack.datadir import DataDir, State, holder, locked, running
from rematch_devstack.errors import StackError
from rematch_devstack.space import check_space

STATE = State(os.getpid(), "127.0.0.1:1", {"rematch_dedup": "postgresql://"}, {"ingest": "http://127.0.0.1:2"})


def test_a_second_run_is_told_who_has_the_directory(tmp_path: Path) -> None:
    with (
        DataDir.open(tmp_path / "data"),
        pytest.raises(StackError, match=rf"data is in use by another run \(pid {os.getpid()}\)"),
    ):
        DataDir.open(tmp_path / "data")


def test_it_can_be_used_again_after_the_run(tmp_path: Path) -> None:
    DataDir.open(tmp_path).close()
    assert not locked(tmp_path)
    with DataDir.open(tmp_path) as again:
        assert locked(tmp_path)
        assert holder(tmp_path) == os.getpid()
        assert again.layout.kafka.is_dir()


def test_the_state_is_there_while_it_runs(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    with DataDir.open(tmp_path) as data:
        assert running(tmp_path) is None
        data.publish(STATE)
        assert running(tmp_path) == STATE
        assert data.layout.state.stat().st_mode & 0o077 == 0
    assert running(tmp_path) is None
    assert not data.layout.state.exists()


def test_the_state_of_a_dead_run_does_not_count_and_is_removed_by_the_next(tmp_path: Path) -> None:
    with DataDir.open(tmp_path) as data:
        data.publish(STATE)
        left = data.layout.state.read_text()
    data.layout.state.write_text(left)
    assert running(tmp_path) is None
    with DataDir.open(tmp_path):
        assert not data.layout.state.exists()


@pytest.mark.parametrize("text", ["", "no json", "[]", json.dumps({"pid": 1})])
def test_a_state_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    with DataDir.open(tmp_path) as data:
        data.layout.state.write_text(text)
        assert running(tmp_path) is None


def test_what_a_killed_run_left_behind_is_waited_for(tmp_path: Path) -> None:
    """Its child still holds the lock; the lock's owner is dead. The next run starts when the child is gone."""
    program = (
        "import subprocess, sys, os, pathlib\n"
        "from rematch_devstack.datadir import DataDir\n"
        "data = DataDir.open(pathlib.Path(sys.argv[1]))\n"
        "subprocess.Popen(['sleep', '1'], pass_fds=[data.lock_fd], stdout=subprocess.DEVNULL)\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == 9
    assert locked(tmp_path)
    with DataDir.open(tmp_path):
        assert holder(tmp_path) == os.getpid()


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"has \d+ MB free and the stack needs \d+ MB"):
        check_space(tmp_path, 1 << 62)


def test_a_place_that_cannot_be_a_directory_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackError, match=r"cannot be written to \(.+\): choose another with --data-dir"):
        DataDir.open(tmp_path / "file" / "data")
