"""Settings come from the environment, REMATCH_ in front, and are refused when they make no sense."""

import os

import pytest
from pydantic import ValidationError

from rematch_common.settings import DatabaseSettings, ServiceSettings, read


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("REMATCH_")]:
        monkeypatch.delenv(name)


def test_without_anything_set_a_service_runs_on_this_machine() -> None:
    settings = DatabaseSettings()
    assert settings.kafka_bootstrap.startswith("127.0.0.1:")
    assert settings.http_host == "127.0.0.1"
    assert settings.as_owner == settings.database_url


def test_the_environment_decides_and_what_it_does_not_know_is_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMATCH_KAFKA_BOOTSTRAP", "kafka:9092")
    monkeypatch.setenv("REMATCH_MIGRATIONS_URL", "postgresql://owner@db/rematch")
    monkeypatch.setenv("REMATCH_QDRANT_URL", "http://qdrant:6333")
    settings = DatabaseSettings()
    assert settings.kafka_bootstrap == "kafka:9092"
    assert settings.as_owner == "postgresql://owner@db/rematch"


@pytest.mark.parametrize(
    ("name", "value"),
    [("BATCH_SIZE", "0"), ("RETRY_BUDGET", "0"), ("POISON_LIMIT", "-1"), ("SESSION_TIMEOUT", "1")],
)
def test_what_makes_no_sense_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"REMATCH_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        ServiceSettings()


def test_a_wrong_setting_ends_the_process_with_its_name_and_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMATCH_BATCH_SIZE", "many-secrets")
    monkeypatch.setenv("REMATCH_SESSION_TIMEOUT", "1")
    with pytest.raises(SystemExit) as ended:
        read(ServiceSettings)
    lines = str(ended.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["REMATCH_BATCH_SIZE", "REMATCH_SESSION_TIMEOUT"]
    assert "many-secrets" not in str(ended.value)


def test_settings_do_not_change_while_a_service_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ServiceSettings().batch_size = 1  # type: ignore[misc]
