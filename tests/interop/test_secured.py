"""Every example logs in where a broker asks who it is, and gets by with what downstream programs are granted."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from rematch_common.contracts.access import user_of
from rematch_common.secured import secured
from rematch_devstack.topics import Shape, ensure_topics
from tests.interop.publishing import Town, by_key, publishing
from tests.interop.running import Running
from tests.interop.toolchains import Example
from tests.secure.conftest import logged_in
from tests.secure.kafka import ADMIN, SecureKafka, running_kafka

pytestmark = [pytest.mark.interop, pytest.mark.stack, pytest.mark.asyncio(loop_scope="module")]
TOWN = Town("matches", random.Random(11))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecureKafka]:
    """It speaks SASL_SSL alone, and has some matches."""
    async with running_kafka(tmp_path_factory.mktemp("kafka")) as running:
        with pytest.MonkeyPatch.context() as patch:
            logged_in(patch, running, ADMIN)
            await ensure_topics(running.bootstrap, Shape(embedded=True))
            async with publishing(running.bootstrap) as publisher:
                await publisher.publish(list(TOWN.records(50)))
        await running.grant_all()
        yield running


async def test_it_reads_as_the_user_of_downstream_programs(
    example: Example, built: Path, broker: SecureKafka, tmp_path: Path
) -> None:
    group = f"downstream-{example.name}"
    told = broker.environment(user_of("downstream"))
    at = Running(example, built, tmp_path, broker.bootstrap, TOWN, told, secured(broker.security(ADMIN)))
    with at.started(group) as process:
        await at.has_all(group, process)
        at.ends_well(process)
    assert by_key(at.done()) == by_key(TOWN.effects)
    assert broker.denied() == []
