"""Creates the topics that the contracts name, and checks those that are there."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from rematch_common.contracts import Topic, all_topics, kafka_config
from rematch_devstack.errors import StackError

_EXISTS = 36  # Kafka's TOPIC_ALREADY_EXISTS: somebody else made it meanwhile, which is as good
_SET_ON_THE_TOPIC = 1  # the source of a setting, as Kafka tells it: not a default, not the broker's


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
    async with _admin(bootstrap) as admin:
        difference = await _difference(admin, shape, all_topics() if topics is None else topics)
        await _create(admin, difference.missing, shape)
        await _configure(admin, difference.stray)
    return difference.report


async def compare_topics(bootstrap: str, shape: Shape, topics: Sequence[Topic] | None = None) -> Report:
    """What `ensure_topics` would do, without doing it."""
    async with _admin(bootstrap) as admin:
        difference = await _difference(admin, shape, all_topics() if topics is None else topics)
    return difference.report


@dataclass(frozen=True)
class _Difference:
    """Between the topics as they are wanted and as they are."""

    missing: Sequence[Topic]
    # The topics whose settings are not as they should be, with all that is to be set on them.
    stray: Mapping[str, Mapping[str, str]]
    refused: tuple[str, ...]

    @property
    def report(self) -> Report:
        return Report(tuple(topic.name for topic in self.missing), tuple(self.stray), self.refused)


async def _difference(admin: AIOKafkaAdminClient, shape: Shape, wanted: Sequence[Topic]) -> _Difference:
    there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
    known = [topic for topic in wanted if topic.name in there]
    refused = tuple(
        f"{topic.name} has {there[topic.name]} partitions and should have {shape.partitions(topic)}; "
        "docs/operating.md says how to move it"
        for topic in known
        if there[topic.name] != shape.partitions(topic)
    )
    return _Difference([topic for topic in wanted if topic.name not in there], await _stray(admin, known), refused)


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


async def _stray(admin: AIOKafkaAdminClient, topics: Sequence[Topic]) -> dict[str, dict[str, str]]:
    if not topics:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics]
    current: dict[str, dict[str, str]] = {}
    own: dict[str, dict[str, str]] = {}
    for answer in await admin.describe_configs(resources):
        for _, _, _, name, entries in answer.resources:
            current[name] = {entry[0]: entry[1] for entry in entries}
            own[name] = {entry[0]: entry[1] for entry in entries if entry[3] == _SET_ON_THE_TOPIC}
    return {
        # Kafka forgets what is not told again: what a person has set beside our settings is told, too.
        topic.name: {**own.get(topic.name, {}), **kafka_config(topic)}
        for topic in topics
        if not kafka_config(topic).items() <= current.get(topic.name, {}).items()
    }


async def _configure(admin: AIOKafkaAdminClient, settings: Mapping[str, Mapping[str, str]]) -> None:
    if settings:
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name, dict(configs)) for name, configs in settings.items()]
        )
