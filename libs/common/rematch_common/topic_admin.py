"""Kafka's topics as a service sees them: which there are, and one more like another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    KafkaError,
    PolicyViolationError,
    TopicAuthorizationFailedError,
    for_code,
)

from rematch_common.errors import DependencyAway
from rematch_common.positions import administrating

_EXISTS = 36  # Kafka's TOPIC_ALREADY_EXISTS: somebody else made it meanwhile, which is as good
_SET_ON_THE_TOPIC = 1  # the source of a setting, as Kafka tells it: not a default, not the broker's
_LOOKS, _BETWEEN = 50, 0.1
# What no waiting mends: a person gives the right, or makes the topic.
_REFUSALS = (
    ClusterAuthorizationFailedError,
    InvalidTopicError,
    PolicyViolationError,
    TopicAuthorizationFailedError,
)


class TopicRefused(Exception):
    """Kafka makes no such topic, and says why."""


async def topics_there(bootstrap: str) -> frozenset[str]:
    """The names of all topics. Raises DependencyAway."""
    async with _admin(bootstrap) as admin:
        return frozenset(await admin.list_topics())


async def make_topic_like(bootstrap: str, name: str, model: str) -> None:
    """Return once there is a topic of that name: as many partitions, copies and settings of its own as its model.

    Raises TopicRefused, and DependencyAway.
    """
    async with _admin(bootstrap) as admin:
        if name in await admin.list_topics():
            return
        (found,) = await admin.describe_topics([model])
        parts = found["partitions"]
        if not parts:
            raise DependencyAway("kafka", f"topic {model} does not exist; create it with `rematch topics`")
        copies = min(len(part["replicas"]) for part in parts)
        wanted = NewTopic(name, len(parts), copies, topic_configs=await _settings(admin, model))
        answer = await admin.create_topics([wanted])
        for _, code, *told in answer.topic_errors:
            _check(code, told)
        await _until_told(admin, name)


async def _until_told(admin: AIOKafkaAdminClient, name: str) -> None:
    """The answer comes before every broker has been told of the topic."""
    for _ in range(_LOOKS):
        if name in await admin.list_topics():
            return
        await asyncio.sleep(_BETWEEN)
    raise DependencyAway("kafka", f"topic {name} was made, and is not told of yet")


def _check(code: int, told: list[Any]) -> None:
    if code in (0, _EXISTS):
        return
    error = for_code(code)
    reason = str(told[0]) if told and told[0] else error.__name__
    if issubclass(error, _REFUSALS):
        raise TopicRefused(reason)
    raise DependencyAway("kafka", reason)


async def _settings(admin: AIOKafkaAdminClient, model: str) -> dict[str, str]:
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, model)])
    entries = [entry for answer in answers for *_, found in answer.resources for entry in found]
    return {entry[0]: entry[1] for entry in entries if entry[3] == _SET_ON_THE_TOPIC}


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    try:
        async with administrating(bootstrap) as admin:
            yield admin
    except (KafkaError, OSError) as error:
        raise DependencyAway("kafka", error) from error
