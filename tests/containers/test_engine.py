"""What the tests' containers take from docker-compose.yml."""

import pytest

from tests.containers import engine


def test_the_containers_are_those_of_docker_compose() -> None:
    assert engine.service("kafka")["image"].startswith("apache/kafka:")
    assert engine.service("kafka")["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert engine.service("postgres")["image"].startswith("pgvector/pgvector:")
    assert "29092" in engine.service("kafka")["ports"][0]


def test_a_socket_that_nobody_listens_on_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    assert not engine.engine_is_here()
