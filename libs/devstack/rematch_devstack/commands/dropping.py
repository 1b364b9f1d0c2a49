"""Takes away what an introduction has left in Kafka: its groups, then its topics."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import for_code
from aiokafka.protocol.admin import DeleteGroupsRequest

from rematch_common.bulk import bulk_group
from rematch_common.contracts import Introduction
from rematch_common.positions import administrating
from rematch_devstack.commands.broker import connected, kafka_told
from rematch_devstack.errors import StackError

_NON_EMPTY_GROUP, _NO_SUCH_GROUP, _NO_SUCH_TOPIC = 68, 69, 3


@dataclass(frozen=True)
class Found:
    """What there is of an introduction, and the records that only it holds."""

    groups: Sequence[str]
    topics: Sequence[str]
    records: int


async def found(bootstrap: str, introduction: Introduction) -> Found:
    """StackError when nothing of it is there."""
    async with connected(bootstrap) as broker:
        written = [topic.name for topic in introduction.writes if topic.name in broker.topics]
        if not written:
            # Not by its retry topics: those of a.b and a_b have one name.
            raise StackError(f"no model {introduction.model} is being introduced: there is no {_names(introduction)}")
        spans = await broker.spans(written)
        topics = [topic.name for topic in introduction.topics if topic.name in broker.topics]
    groups = (introduction.reader, bulk_group(introduction.reader), introduction.follower)
    return Found(groups, topics, sum(map(len, spans.values())))


async def drop(bootstrap: str, there: Found) -> None:
    """Delete that. StackError, and nothing is deleted, while somebody still reads for it."""
    with kafka_told(bootstrap):
        async with administrating(bootstrap) as admin:
            for group in there.groups:
                await _delete_group(admin, group)
            answer = await admin.delete_topics(list(there.topics))
    for name, code, *_ in answer.topic_error_codes:
        if code not in (0, _NO_SUCH_TOPIC):
            raise StackError(f"Kafka refuses to delete the topic {name}: {for_code(code).__name__}")


async def _delete_group(admin: AIOKafkaAdminClient, group: str) -> None:
    # aiokafka speaks this request and has no public call that sends it.
    coordinator = await admin.find_coordinator(group)
    answer = await admin._send_request(DeleteGroupsRequest([group]), coordinator)
    ((_, code),) = answer.results
    if code == _NON_EMPTY_GROUP:
        raise StackError(
            f"{group} is still being read for: stop its `rematch reembed`, or its Deployment, first; "
            "one that was killed is forgotten within half a minute"
        )
    if code not in (0, _NO_SUCH_GROUP):
        raise StackError(f"Kafka refuses to delete the group {group}: {for_code(code).__name__}")


def _names(introduction: Introduction) -> str:
    return " and no ".join(topic.name for topic in introduction.writes)
