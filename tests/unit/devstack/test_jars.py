import hashlib
from pathlib import Path

import pytest

from rematch_devstack.errors import StackError
from rematch_devstack.jars import KAFKA_VERSION, Pin, damaged, ensure, kafka_pins, missing, parse_pins, verified


def jar(directory: Path, name: str, content: bytes) -> Pin:
    pin = Pin(hashlib.sha256(content).hexdigest(), "org.example", name, "1.0")
    (directory / pin.file_name).write_bytes(content)
    return pin


def test_the_broker_and_its_log_bridge_are_pinned() -> None:
    pins = kafka_pins()
    names = {pin.file_name for pin in pins}
    assert {f"kafka_2.13-{KAFKA_VERSION}.jar", f"kafka-clients-{KAFKA_VERSION}.jar"} <= names
    assert any(name.startswith("log4j-slf4j-impl-") for name in names)
    assert len(names) == len(pins)
    assert all(len(bytes.fromhex(pin.sha256)) == 32 for pin in pins)


def test_pins_are_read_as_they_are_written() -> None:
    pin = Pin("ab" * 32, "org.example", "thing", "1.2")
    assert parse_pins(f"# a remark\n{pin}\n\n") == (pin,)


def test_jars_as_pinned_pass_in_the_order_of_the_pins(tmp_path: Path) -> None:
    pins = (jar(tmp_path, "b", b"1"), jar(tmp_path, "a", b"2"))
    assert verified(tmp_path, pins) == [tmp_path / "b-1.0.jar", tmp_path / "a-1.0.jar"]
    # Nothing is missing, so nothing is fetched: these exist in no repository.
    assert ensure(tmp_path, pins) == verified(tmp_path, pins)


def test_a_damaged_jar_is_named(tmp_path: Path) -> None:
    good, bad = jar(tmp_path, "good", b"1"), jar(tmp_path, "bad", b"2")
    (tmp_path / bad.file_name).write_bytes(b"3")
    assert damaged(tmp_path, [good, bad]) == [bad]
    with pytest.raises(StackError, match=r"^bad-1\.0\.jar in .* is not what was pinned \(SHA-256\): delete it"):
        ensure(tmp_path, (good, bad))


def test_a_missing_jar_is_told(tmp_path: Path) -> None:
    pin = jar(tmp_path, "gone", b"1")
    (tmp_path / pin.file_name).unlink()
    assert missing(tmp_path, [pin]) == [pin]
    with pytest.raises(StackError, match="1 of Kafka's 1 jars are missing"):
        verified(tmp_path, (pin,))


def test_a_repository_that_is_away_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMATCH_MAVEN_URL", "http://127.0.0.1:9")
    pin = Pin("00" * 32, "org.example", "thing", "1.0")
    with pytest.raises(StackError, match="Kafka's jars could not be fetched"):
        ensure(tmp_path / "new", (pin,))
    assert list((tmp_path / "new").iterdir()) == []
