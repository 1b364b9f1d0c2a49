"""Creates the topics that the contracts name, and checks those that are there."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, for_code

from rematch_common.contracts import Topic, all_topics, kafka_config
from rematch_common.positions import administrating
from rematch_devstack.errors import StackError

_MOVING = "docs/operating.md says how to change that"
_EXISTS = 36  # Kafka's TOPIC_ALREADY_EXISTS: somebody else made it meanwhile, which is as good
_SET_ON_THE_TOPIC = 1  # the source of a setting, as Kafka tells it: not a default, not the broker's


@dataclass(frozen=True)
class Shape:
    """How topics are laid out on a cluster."""

    embedded: bool = False
    replication: int = 1

    def partitions(self, topic: Topic) -> int:
        return topic.embedded_partitions if self.embedded else topic.partitions

    def misfits(self, topic: Topic, there: "Found") -> Iterator[str]:
        """What of a topic that is there nobody changes without a plan."""
        wanted = self.partitions(topic)
        if there.partitions != wanted:
            yield f"{topic.name} has {there.partitions} partitions and should have {wanted}; {_MOVING}"
        if there.copies < self.replication:
            yield f"{topic.name} has {_copies(there.copies)} and should have {_copies(self.replication)}; {_MOVING}"


@dataclass(frozen=True)
class Found:
    """How a topic is laid out: its partitions, and the copies of the one that has fewest."""

    partitions: int
    copies: int


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
    there = {
        found["topic"]: Found(len(parts), min(len(part["replicas"]) for part in parts))
        for found in await admin.describe_topics()
        if (parts := found["partitions"])
    }
    known = {topic.name: topic for topic in wanted if topic.name in there}
    refused = tuple(sentence for name, topic in known.items() for sentence in shape.misfits(topic, there[name]))
    settings = {name: settings_of(topic, there[name].copies) for name, topic in known.items()}
    return _Difference([topic for topic in wanted if topic.name not in there], await _stray(admin, settings), refused)


def settings_of(topic: Topic, copies: int) -> dict[str, str]:
    """A topic's settings where it has so many copies. Of three or more, two must hold a record before it is written:
    a broker that is lost takes none with it, and one that is away keeps nobody waiting.
    """
    return kafka_config(topic) | ({"min.insync.replicas": "2"} if copies > 2 else {})


def _copies(count: int) -> str:
    return f"{count} {'copy' if count == 1 else 'copies'}"


async def missing_topics(bootstrap: str) -> list[str]:
    """The topics that the contracts name and the cluster does not have."""
    async with _admin(bootstrap) as admin:
        there = set(await admin.list_topics())
    return [topic.name for topic in all_topics() if topic.name not in there]


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    try:
        async with administrating(bootstrap) as admin:
            yield admin
    except (KafkaError, OSError) as error:
        raise StackError(f"Kafka at {bootstrap} does not do it: {str(error) or type(error).__name__}") from error


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[Topic], shape: Shape) -> None:
    if not topics:
        return
    new = [
        NewTopic(
            topic.name,
            shape.partitions(topic),
            shape.replication,
            topic_configs=settings_of(topic, shape.replication),
        )
        for topic in topics
    ]
    answer = await admin.create_topics(new)
    for name, code, *rest in answer.topic_errors:
        if code not in (0, _EXISTS):
            reason = rest[0] if rest and rest[0] else for_code(code).__name__
            raise StackError(f"Kafka refuses to create the topic {name}: {reason}")


async def _stray(admin: AIOKafkaAdminClient, settings: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    if not settings:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in settings]
    current: dict[str, dict[str, str]] = {}
    own: dict[str, dict[str, str]] = {}
    for answer in await admin.describe_configs(resources):
        for _, _, _, name, entries in answer.resources:
            current[name] = {entry[0]: entry[1] for entry in entries}
            own[name] = {entry[0]: entry[1] for entry in entries if entry[3] == _SET_ON_THE_TOPIC}
    return {
        # Kafka forgets what is not told again: what a person has set beside our settings is told, too.
        name: {**own.get(name, {}), **wanted}
        for name, wanted in settings.items()
        if not wanted.items() <= current.get(name, {}).items()
    }


async def _configure(admin: AIOKafkaAdminClient, settings: Mapping[str, Mapping[str, str]]) -> None:
    if settings:
        await admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, name, dict(configs)) for name, configs in settings.items()]
        )
