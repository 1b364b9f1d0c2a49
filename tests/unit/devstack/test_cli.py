"""The command line itself: quick to start, one sentence for what a person can mend."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rematch_devstack import cli
from rematch_devstack import doctor as machine
from rematch_devstack.commands import doctor, fetch, keys
from rematch_devstack.commands.console import complain, say, show_table
from rematch_devstack.commands.target import Target, find
from rematch_devstack.datadir import DataDir, State
from rematch_devstack.doctor import Check
from rematch_devstack.errors import StackError

RUNNER = CliRunner()
COMMANDS = (
    *("up", "publish", "tail", "status", "dlq", "keys", "tenants", "topics", "reembed", "roles"),
    *("doctor", "fetch", "eval", "explain"),
)
STATE = State(os.getpid(), "127.0.0.1:1", {"rematch_ingest": "postgresql://i", "rematch_owner": "postgresql://o"}, {})


def rematch(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("REMATCH_")}
    command = (sys.executable, "-m", "rematch_devstack", *words)
    return subprocess.run(
        command, env={**environment, **environ}, capture_output=True, text=True, timeout=60, check=False
    )


def test_every_command_explains_itself() -> None:
    told = RUNNER.invoke(cli.application(), ["--help"])
    assert told.exit_code == 0
    assert all(command in told.output for command in COMMANDS)
    for command in COMMANDS:
        assert RUNNER.invoke(cli.application(), [command, "--help"]).exit_code == 0


def test_help_waits_for_no_client_library() -> None:
    heavy = "{'aiokafka', 'asyncpg', 'httpx', 'pydantic', 'jgo'}"
    code = f"import sys, rematch_devstack.cli as c; c.application(); assert not {heavy} & set(sys.modules)"
    subprocess.run((sys.executable, "-c", code), check=True)


@pytest.mark.parametrize(
    "words", [("status",), ("tail", "matches"), ("dlq", "list"), ("keys", "list"), ("tenants", "list"), ("topics",)]
)
def test_when_nothing_runs_it_is_one_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    done = rematch(*words, "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(f"no stack is running in {tmp_path}: start one with `rematch up`")
    assert done.stderr.count("\n") == 1


def test_a_broker_that_is_not_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
    done = rematch("dlq", "list", REMATCH_KAFKA_BOOTSTRAP=f"127.0.0.1:{port}")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Kafka at 127.0.0.1:{port} does not answer")
    assert done.stderr.count("\n") == 1


def test_a_data_directory_and_none_at_all_contradict_each_other(tmp_path: Path) -> None:
    told = RUNNER.invoke(cli.application(), ["up", "--ephemeral", "--data-dir", str(tmp_path)])
    assert told.exit_code == 2
    assert "choose one of" in told.output


def test_who_is_told_first_is_asked(tmp_path: Path) -> None:
    environ = {"REMATCH_KAFKA_BOOTSTRAP": "env:1", "REMATCH_DATA_DIR": str(tmp_path)}
    with DataDir.open(tmp_path) as data:
        with pytest.raises(StackError, match="still starting, or stopping"):
            find(None, tmp_path, {})
        data.publish(STATE)
        assert find("option:1", tmp_path, environ) == Target("option:1")
        assert find(None, None, environ) == Target("env:1")
        assert find(None, tmp_path, environ).bootstrap == "127.0.0.1:1"
        assert find(None, None, {"REMATCH_DATA_DIR": str(tmp_path)}).running


@pytest.mark.parametrize("address", ["host:port", "a:b:c", "host:0", "host:99999", "host:1,", "[::1", "two words"])
def test_what_can_be_no_address_is_told(address: str) -> None:
    with pytest.raises(StackError, match="is no address of Kafka: write host:port"):
        find(address, None, {})


@pytest.mark.parametrize("address", ["host", "host:9092", "10.0.0.1:9092, b-2.example:9094", "[::1]:9092"])
def test_what_can_be_an_address_is_taken_as_it_is(address: str) -> None:
    assert find(address, None, {}) == Target(address)


def test_what_is_said_holds_no_pictures(capsys: pytest.CaptureFixture[str]) -> None:
    complain("a:b:c")
    say("a:b:c")
    show_table(("a:b:c",), [("a:b:c",)])
    said = capsys.readouterr()
    assert (said.err + said.out).count("a:b:c") == 4


def test_a_stack_of_somebody_else_is_one_sentence(tmp_path: Path) -> None:
    with DataDir.open(tmp_path) as data:
        data.publish(STATE)
        user, mode = os.geteuid(), 0o700 if os.geteuid() == 0 else 0o000
        tmp_path.chmod(mode)
        try:
            os.seteuid(65534 if user == 0 else user)
            with pytest.raises(StackError, match="may not be read by this user"):
                find(None, tmp_path, {})
        finally:
            os.seteuid(user)
            tmp_path.chmod(0o700)


def test_keys_are_asked_of_the_running_stack_unless_the_environment_tells(tmp_path: Path) -> None:
    given = {"REMATCH_KAFKA_BOOTSTRAP": "env:1", "REMATCH_DATABASE_URL": "postgresql://env"}
    assert keys.environment(None, given) == given
    with DataDir.open(tmp_path) as data:
        data.publish(STATE)
        told = keys.environment(tmp_path, given)
    assert told["REMATCH_KAFKA_BOOTSTRAP"] == "127.0.0.1:1"
    assert told["REMATCH_DATABASE_URL"] == "postgresql://i"
    assert told["REMATCH_MIGRATIONS_URL"] == "postgresql://o"


def test_a_service_that_does_not_exist_is_told_with_those_that_do() -> None:
    told = RUNNER.invoke(cli.application(), ["up", "--only", "match", "--only", "nope"])
    assert told.exit_code == 2
    assert "--only nope: choose from ingest, dedup, embed, match, notify," in told.output
    assert "Value error" not in told.output


def test_a_directory_that_a_running_stack_holds_is_as_it_should_be(tmp_path: Path) -> None:
    with DataDir.open(tmp_path):
        check = machine.data_directory(tmp_path)
        assert (check.ok, check.remedy) == (True, "")
        assert f"in use by a running stack (pid {os.getpid()})" in check.detail
        (tmp_path / "lock").write_text("4194305")  # more than any pid
        assert not machine.data_directory(tmp_path).ok
    assert machine.data_directory(tmp_path).detail.endswith("is free to use")


def test_doctor_tells_what_blocks_from_what_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [Check("Disk", True, "9 MB free"), Check("Memory", False, "1 MB", "close something")]
    monkeypatch.setattr("rematch_devstack.doctor.checks", lambda *_, **__: looks)
    told = RUNNER.invoke(cli.application(), ["doctor"])
    assert told.exit_code == 0
    assert "close something" in told.output
    assert "Memory" in doctor.ADVICE
    looks.append(Check("Java runtime", False, "does not run", "run `make setup`"))
    told = RUNNER.invoke(cli.application(), ["doctor"])
    assert told.exit_code == 1
    assert "run `make setup`" in told.output


def test_a_model_that_cannot_be_built_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "cache").touch()
    with pytest.raises(StackError, match="the embedding model cannot be built"):
        fetch.build_model(tmp_path / "cache")
