"""One secure broker, and one secure database, for all tests that break neither."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from rematch_devstack.topics import Shape, ensure_topics
from tests.secure.kafka import ADMIN, SecureKafka, running_kafka
from tests.secure.postgres import SecurePostgres, running_postgres

REAUTHENTICATED = "3000"
"""Milliseconds after which the broker wants to be told the password again."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kafka(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecureKafka]:
    """With all topics, all users of ACCESS and what they may do."""
    folder: Path = tmp_path_factory.mktemp("kafka")
    async with running_kafka(folder, connections_max_reauth_ms=REAUTHENTICATED) as running:
        with pytest.MonkeyPatch.context() as patch:
            logged_in(patch, running, ADMIN)
            await ensure_topics(running.bootstrap, Shape(embedded=True))
        await running.grant_all()
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecurePostgres]:
    async with running_postgres(tmp_path_factory.mktemp("postgres")) as running:
        yield running


def logged_in(patch: pytest.MonkeyPatch, kafka: SecureKafka, user: str) -> None:
    """This process logs in as that user from now on."""
    for name, value in kafka.environment(user).items():
        patch.setenv(name, value)
