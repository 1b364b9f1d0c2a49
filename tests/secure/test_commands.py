"""The command line against a Kafka that asks who somebody is: by the same settings as the services."""

import sys
from pathlib import Path

import pytest

from rematch_common.contracts.access import reader_of, user_of
from rematch_devstack.processes import Command, run
from tests.secure.certificates import write
from tests.secure.kafka import ADMIN, SecureKafka

pytestmark = [pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]


async def rematch(kafka: SecureKafka, *words: str, user: str = ADMIN, **more: str) -> tuple[int, str]:
    environment: dict[str, str | None] = {"COLUMNS": "300", **kafka.environment(user), **more}
    return await run("rematch", Command((sys.executable, "-m", "rematch_devstack", *words), environment), 120.0)


async def test_topics_and_grants_of_a_tenant_are_made_and_then_are_as_they_should_be(kafka: SecureKafka) -> None:
    words = ("topics", "--embedded", "--acls", "--tenant", "cli")
    code, told = await rematch(kafka, *words)
    assert (code, told.splitlines()) == (
        0,
        ["created: matches.cli", f"granted: 2 entries of {reader_of('cli')}"],
    )
    code, told = await rematch(kafka, *words, "--check")
    assert (code, told.splitlines()) == (
        0,
        ["all topics are as they should be", "everybody may do what ACCESS says, and nothing more"],
    )


async def test_a_service_grants_nothing(kafka: SecureKafka) -> None:
    code, told = await rematch(kafka, "topics", "--embedded", "--acls", user=user_of("embed"))
    assert code == 1
    assert "Kafka refuses" in told


async def test_a_user_is_made(kafka: SecureKafka, tmp_path: Path) -> None:
    write(tmp_path / "password", "a password of some length")
    code, told = await rematch(kafka, "users", "set", "rematch-cli", "--password-file", str(tmp_path / "password"))
    assert code == 0, told
    assert "rematch-cli is none of the users that `rematch topics --acls` grants anything" in told
    _, told = await rematch(kafka, "users", "list")
    assert {"rematch-cli", user_of("embed")} <= set(told.split())


async def test_a_user_who_is_granted_something_is_made_without_a_warning(kafka: SecureKafka, tmp_path: Path) -> None:
    write(tmp_path / "password", "a password of some length")
    user = reader_of("quiet")
    code, told = await rematch(kafka, "users", "set", user, "--password-file", str(tmp_path / "password"))
    assert (code, told.splitlines()) == (0, [f"{user} logs in with that password from now on"])


@pytest.mark.parametrize("words", [("dlq", "list"), ("tail", "alerts", "--no-follow"), ("status",)])
async def test_the_tools_user_looks_at_what_is_there(kafka: SecureKafka, words: tuple[str, ...]) -> None:
    code, told = await rematch(kafka, *words, user=user_of("tools"))
    assert code == 0, told


async def test_the_doctor_tells_what_is_wrong_and_fails(kafka: SecureKafka) -> None:
    code, told = await rematch(kafka, "doctor", "--prod")
    assert code == 1
    assert "no address of it is told → give REMATCH_DATABASE_URL" in told


async def test_what_is_missing_of_the_settings_is_one_sentence(kafka: SecureKafka) -> None:
    code, told = await rematch(kafka, "status", REMATCH_KAFKA_USERNAME="")
    assert code == 1
    assert len(told.splitlines()) == 1
    assert "REMATCH_KAFKA_USERNAME" in told
