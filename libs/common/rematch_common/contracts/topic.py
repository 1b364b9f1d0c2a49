"""What a topic is, the topics that stand beside it, and how it is configured in Kafka."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from rematch_common.contracts import limits
from rematch_common.contracts.base import Event

SERVICES = ("ingest", "dedup", "embed", "match", "notify")
DLQ_RETENTION_DAYS = 14

_DAY_MS = 24 * 60 * 60 * 1000
_RETRY_BYTES = 1024 * 1024 * 1024
# What stands in front of a tenant in the name of a topic of its own: see rematch_common.contracts.own_topics.
OWN = "matches."
_BESIDE = re.compile(r"\.dlq$|\.[^.]+\.retry$")


@dataclass(frozen=True)
class Topic:
    """One topic, as it is created and as it is read.

    `max_message_bytes` is what the broker lets in, `max_record_bytes` what a reader accepts as a value: the difference
    is what can still be dead-lettered byte for byte. `broadcast`: every replica reads all of it, without a group.
    `wanted`: a reader that wants but these of its models passes over the others, unread. `untyped`: which of several a
    record is that names no type, where who writes them may leave that out.
    `followers`: whose replicas do so beside the consumers' groups. `people`: its keys begin with
    tenant_id/candidate_id. `segment_days`: how long what is new stays in one file.
    """

    name: str
    models: tuple[type[Event], ...]
    key: str
    cleanup: Literal["delete", "compact"]
    retention_days: int | None
    description: str
    producers: tuple[str, ...] = ()
    consumers: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    partitions: int = 12
    embedded_partitions: int = 4
    tombstones: bool = False
    broadcast: bool = False
    wanted: tuple[type[Event], ...] = ()
    untyped: type[Event] | None = None
    people: bool = False
    segment_days: int | None = None
    max_message_bytes: int = limits.MAX_MESSAGE_BYTES
    max_record_bytes: int = limits.MAX_MESSAGE_BYTES - limits.RECORD_HEADROOM

    @property
    def readers(self) -> tuple[str, ...]:
        """The consumers among our own services; followers need nothing beside the topic."""
        return tuple(service for service in SERVICES if service in self.consumers)

    @property
    def usual(self) -> type[Event] | None:
        """What a record is that names no type: a topic with one kind of record needs no header."""
        return self.models[0] if len(self.models) == 1 else self.untyped

    def passes_over(self, ce_type: str | None) -> bool:
        """Whether this is the type of a record that the reader doesn't want."""
        return bool(self.wanted) and ce_type in {model.ce_type for model in self.models if model not in self.wanted}


def dlq_topic(topic_name: str) -> str:
    """Where a record of that topic goes that can't be handled."""
    return f"{topic_name}.dlq"


def retry_topic(topic_name: str, consumer: str) -> str:
    """Where such a record is published again, for that consumer alone.

    A topic is known by its dots, so a consumer's own become `_`. Kafka refuses two topics that differ in that alone,
    so no two readers of models that are being introduced do.
    """
    return f"{topic_name}.{consumer.replace('.', '_')}.retry"


def base_topic(topic_name: str) -> str:
    """The topic beside which a dead-letter or retry topic stands, and that a tenant's own topic is one of; any other
    name is its own."""
    name = _BESIDE.sub("", topic_name)
    return OWN.removesuffix(".") if name.startswith(OWN) else name


def dead_letters_of(topic: Topic) -> Topic:
    """The dead-letter topic of a topic."""
    return replace(
        _beside(topic),
        name=dlq_topic(topic.name),
        retention_days=DLQ_RETENTION_DAYS,
        producers=topic.readers,
        consumers=("operators",),
        description=f"Records of {topic.name} that could not be handled, byte for byte.",
        max_record_bytes=limits.MAX_MESSAGE_BYTES,
    )


def retries_of(topic: Topic) -> tuple[Topic, ...]:
    """The retry topics of a topic, one a consumer. A broadcast is read again from its beginning anyway."""
    return () if topic.broadcast else tuple(retry_of(topic, consumer) for consumer in topic.readers)


def retry_of(topic: Topic, consumer: str) -> Topic:
    """The retry topic of one consumer."""
    return replace(
        _beside(topic),
        name=retry_topic(topic.name, consumer),
        # Of people nothing stays without end, though their records lose their first timestamp by that.
        retention_days=DLQ_RETENTION_DAYS if topic.people else None,
        producers=("operators",),
        consumers=(consumer,),
        description=f"Dead letters of {topic.name} that {consumer} tries again.",
    )


def _beside(topic: Topic) -> Topic:
    """Few records, none of them ever compacted: two dead letters of one key are two."""
    return replace(
        topic,
        cleanup="delete",
        partitions=min(3, topic.partitions),
        embedded_partitions=1,
        broadcast=False,
        # Kafka deletes whole files: what stands in one lives as long as the last that was written there.
        segment_days=1 if topic.people else None,
        max_message_bytes=limits.MAX_MESSAGE_BYTES,
    )


def kafka_config(topic: Topic) -> dict[str, str]:
    """The topic's settings as the broker knows them."""
    config = {"cleanup.policy": topic.cleanup, "max.message.bytes": str(topic.max_message_bytes)}
    if topic.cleanup == "compact":
        config |= {
            "delete.retention.ms": str(7 * _DAY_MS),
            "max.compaction.lag.ms": str(_DAY_MS),
            "min.cleanable.dirty.ratio": "0.1",
        }
    elif topic.retention_days is None:
        # A retried record keeps its first timestamp, which may be older than any retention by time.
        config |= {"retention.ms": "-1", "retention.bytes": str(_RETRY_BYTES)}
    else:
        # The broker's clock, not the writer's: a record stamped with the date of its ad would be deleted at once.
        config |= {
            "retention.ms": str(topic.retention_days * _DAY_MS),
            "message.timestamp.type": "LogAppendTime",
        }
    if topic.segment_days is not None:
        config["segment.ms"] = str(topic.segment_days * _DAY_MS)
    return config
