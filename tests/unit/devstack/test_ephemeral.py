"""Directories of runs that keep nothing: made, used, and swept once their run is dead."""

import tempfile
from pathlib import Path

import pytest

from rematch_devstack import ephemeral
from rematch_devstack.datadir import DataDir
from rematch_devstack.postgres_home import socket_place


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def dead_run(path: Path) -> Path:
    """What a run that was killed leaves."""
    DataDir.open(path).close()
    (path / "kafka" / "record").write_text("x")
    return path


def test_it_is_gone_with_its_run(temporary: Path) -> None:
    with ephemeral.directory() as place:
        dead_run(place)
    assert list(temporary.iterdir()) == []


def test_what_a_dead_run_left_is_removed_with_its_socket(temporary: Path) -> None:
    left = dead_run(temporary / f"{ephemeral.PREFIX}dead")
    sockets = socket_place(left / "postgres")
    sockets.mkdir()
    (sockets / ".s.PGSQL.5432").touch()
    assert ephemeral.sweep() == [left]
    assert not left.exists()
    assert not sockets.exists()
    assert ephemeral.sweep() == []


def test_what_lives_or_is_not_ours_stays(temporary: Path) -> None:
    dead_run(temporary / "rematch-of-somebody")
    (temporary / f"{ephemeral.PREFIX}file").touch()
    (temporary / f"{ephemeral.PREFIX}made-this-moment").mkdir()
    about_to_lock = temporary / f"{ephemeral.PREFIX}about-to-lock"
    about_to_lock.mkdir()
    (about_to_lock / "lock").touch()
    elsewhere = dead_run(temporary / "elsewhere")
    (temporary / f"{ephemeral.PREFIX}link").symlink_to(elsewhere)
    with DataDir.open(temporary / f"{ephemeral.PREFIX}alive"):
        before = sorted(temporary.rglob("*"))
        assert ephemeral.sweep() == []
        assert sorted(temporary.rglob("*")) == before
