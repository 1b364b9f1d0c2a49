"""Creates the topics that the contracts name, and checks those that are there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from rematch_common.contracts import Topic, all_topics, kafka_config
from rematch_devstack.errors import StackError

_EXISTS = 36  # Kafka's TOPIC_ALREADY_EXISTS: somebody else made it meanwhile, which is as good


@dataclass(frozen=True)
class Shape:
    """How topics are laid out on a cluster."""

    embedded: bool = False
    replication: int = 1

    def partitions(self, topic: Topic) -> int:
        return topic.embedded_partitions if self.embedded else topic.partitions


@dataclass(frozen=True)
class Report:
    """What was done, and what is not as the contracts say. `refused`: what nobody changes without a plan."""

    created: tuple[str, ...] = ()
    configured: tuple[str, ...] = ()
    refused: tuple[str, ...] = field(default=())


async def ensure_topics(bootstrap: str, shape: Shape, topics: Sequence[Topic] | None = None) -> Report:
    """Create what is missing, correct configurations, and refuse to change partitions: keys would split."""
    wanted = all_topics() if topics is None else topics
    async with _admin(bootstrap) as admin:
        there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
        missing = [topic for topic in wanted if topic.name not in there]
        await _create(admin, missing, shape)
        known = [topic for topic in wanted if topic.name in there]
        configured = await _configure(admin, known)
    refused = tuple(
        f"{topic.name} has {there[topic.name]} partitions and should have {shape.partitions(topic)}; "
        "docs/operating.md says how to move it"
        for topic in known
        if there[topic.name] != shape.partitions(topic)
    )
    return Report(tuple(topic.name for topic in missing), configured, refused)


async def missing_topics(bootstrap: str) -> list[str]:
    """The topics that the contracts name and the cluster does not have."""
    async with _admin(bootstrap) as admin:
        there = set(await admin.list_topics())
    return [topic.name for topic in all_topics() if topic.name not in there]


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=15_000)
    try:
        await admin.start()
        yield admin
    except (KafkaError, OSError) as error:
        raise StackError(f"Kafka at {bootstrap} does not do it: {type(error).__name__} {error}") from error
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[Topic], shape: Shape) -> None:
    if not topics:
        return
    new = [
        NewTopic(topic.name, shape.partitions(topic), shape.replication, topic_configs=kafka_config(topic))
        for topic in topics
    ]
    answer = await admin.create_topics(new)
    for name, code, *rest in answer.topic_errors:
        if code not in (0, _EXISTS):
            reason = rest[0] if rest and rest[0] else for_code(code).__name__
            raise StackError(f"Kafka refuses to create the topic {name}: {reason}")


async def _configure(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> tuple[str, ...]:
    """Set what differs from the contracts; what a person has set beside it stays."""
    if not topics:
        return ()
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    current: dict[str, dict[str, str]] = {}
    for answer in await admin.describe_configs(resources):
        for _, _, _, name, entries in answer.resources:
            current[name] = {entry[0]: entry[1] for entry in entries}
    stray = [topic for topic in topics if not kafka_config(topic).items() <= current.get(topic.name, {}).items()]
    if stray:
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, topic.name, kafka_config(topic)) for topic in stray]
        )
    return tuple(topic.name for topic in stray)
