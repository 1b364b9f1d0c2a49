"""After a migration that forgot openings and people, the group stands at the beginning of their topics, once."""

from functools import partial
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from rematch_common.contracts import EMBEDDED_JOBS
from rematch_common.errors import DependencyAway
from rematch_common.rewind import rewind
from rematch_match.adapters.reading_anew import ReadingAnew
from tests.servers import Postgres

pytestmark = pytest.mark.stack
PLACE = TopicPartition(EMBEDDED_JOBS.name, 0)


async def test_a_marked_service_reads_its_topics_once_more(postgres: Postgres, kafka: str) -> None:
    group = f"anew-{uuid4()}"
    reader = AIOKafkaConsumer(bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
    await reader.start()
    try:
        reader.assign([PLACE])
        await reader.commit({PLACE: 5})
        async with postgres.database("match") as database:
            anew = ReadingAnew(database, partial(rewind, kafka, group, [EMBEDDED_JOBS.name]))
            await anew()
            assert await reader.committed(PLACE) == 5, "nothing was forgotten"
            async with database.transaction() as connection:
                await connection.execute("INSERT INTO read_anew DEFAULT VALUES")
            await anew()
            assert await reader.committed(PLACE) == 0
            await reader.commit({PLACE: 7})
            await anew()
            assert await reader.committed(PLACE) == 7, "once"
    finally:
        await reader.stop()


async def test_while_somebody_reads_it_waits(kafka: str) -> None:
    group = f"anew-{uuid4()}"
    member = AIOKafkaConsumer(EMBEDDED_JOBS.name, bootstrap_servers=kafka, group_id=group, enable_auto_commit=False)
    await member.start()
    try:
        with pytest.raises(DependencyAway):
            await rewind(kafka, group, [EMBEDDED_JOBS.name])
    finally:
        await member.stop()
