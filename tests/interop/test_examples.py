"""Every example does what was published, once each, killed and started again: `make test-interop`."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.common.topics import fresh_topic
from tests.interop.publishing import Town, by_key, publishing
from tests.interop.running import Running
from tests.interop.toolchains import Example
from tests.servers import KAFKA

pytestmark = [pytest.mark.interop, pytest.mark.stack]
# What may not be printed yet when a program is killed: it has been written down before.
_IN_HAND = 500


@pytest.fixture(scope="module")
def kafka() -> Iterator[str]:
    with KAFKA.use() as bootstrap:
        yield bootstrap


async def test_every_match_has_its_effect_once(example: Example, built: Path, kafka: str, tmp_path: Path) -> None:
    topic = await fresh_topic(kafka, before="matches.interop-")
    at = Running(example, built, tmp_path, kafka, Town(topic.name, random.Random(10)))
    async with publishing(kafka) as publisher:
        await publisher.publish(list(at.town.records(400)))
        with at.started("downstream-one") as process:
            await at.has_done(200, process)
            await publisher.publish(list(at.town.records(1_200)))
            await at.has_done(500, process)
            process.kill()
        await publisher.publish(list(at.town.records(400)))
        with at.started("downstream-one") as process:
            await at.has_all("downstream-one", process)
            at.ends_well(process)
        # As if nothing had ever been committed, all of it comes again, and only what is new has an effect.
        await publisher.publish(list(at.town.records(1)))
        with at.started("downstream-two") as process:
            await at.has_all("downstream-two", process)
            at.ends_well(process)
    assert by_key(at.done()) == by_key(at.town.effects)
    printed, done = Counter(at.done("printed")), Counter(at.done())
    assert printed <= done
    assert (done - printed).total() <= _IN_HAND
