"""Make a consumer's group read its topics once more from their beginning."""

from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from rematch_common.errors import DependencyAway
from rematch_common.kafka import _partitions
from rematch_common.secured import secured


async def rewind(bootstrap: str, group: str, topics: Sequence[str]) -> None:
    """Before the group's first member joins. Raises DependencyAway while it has one: Kafka then takes no offsets."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, **secured(), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        partitions = [one for topic in topics for one in await _partitions(consumer, topic)]
        consumer.assign(partitions)
        await consumer.commit(await consumer.beginning_offsets(partitions))
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
    finally:
        await consumer.stop()
