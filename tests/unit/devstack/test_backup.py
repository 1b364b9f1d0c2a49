"""What a backup lets nobody see, and what is written beside it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rematch_devstack.commands import since
from rematch_devstack.commands.dumping import Place
from rematch_devstack.errors import StackError

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_password_is_no_word_of_a_command() -> None:
    place = Place("postgresql://postgres:s%40cret@db.example.org:5432/rematch?sslmode=require", None)
    assert place.address == "postgresql://postgres@db.example.org:5432/rematch?sslmode=require"
    assert place.environ["PGPASSWORD"] == "s@cret"


def test_who_needs_no_password_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    place = Place("postgresql:///rematch?host=/run/postgresql", None)
    assert (place.address, "PGPASSWORD" in place.environ) == (place.url, False)


def test_since_when_to_read_is_kept_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rematch.dump"
    assert since.of_backup(file) is None
    since.keep(file, NOON)
    assert since.of_backup(file) == NOON
    since.keep(file, None)
    assert since.of_backup(file) is None


def test_another_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rematch.dump"
    since.beside(file).write_text("[]")
    with pytest.raises(StackError, match=r"rematch.dump.json is not what `rematch backup` has written"):
        since.of_backup(file)


def test_a_backup_while_kafka_is_away_knows_no_moment() -> None:
    assert since.of_now("127.0.0.1:1") is None
