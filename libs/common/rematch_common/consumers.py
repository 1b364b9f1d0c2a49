"""What a service reads, and by which groups."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rematch_common.bulk import Behind, bulk_group
from rematch_common.consume import Handler, Tell
from rematch_common.contracts import Topic, base_topic, retry_topic
from rematch_common.topic_list import TopicList


@dataclass(frozen=True, slots=True)
class ConsumerSpec:
    """One consumer: its name (which is its group), what it reads, what it does with it, and what it says of records
    that it can't do anything with. The `bulk` topics are read by a group of their own while the others are quiet, and
    while the groups `behind` this one keep up with what these topics lead to. One that is `lasting` stands beside an
    API that answers without it: the process is ready while it isn't, and stays when it gives up. Topics that come and
    go while it runs are `also` read, by the same group."""

    name: str
    topics: tuple[Topic, ...]
    handle: Handler
    tell: Tell | None = None
    bulk: tuple[Topic, ...] = ()
    behind: tuple[Behind, ...] = ()
    lasting: bool = False
    also: TopicList | None = None


def by_name(consumer: str, topics: tuple[Topic, ...]) -> dict[str, Topic]:
    """Each topic, and the retry topic that only this consumer reads."""
    names = {topic.name: topic for topic in topics}
    return names | {retry_topic(topic.name, consumer): topic for topic in topics}


def replay_group(consumer: str) -> str:
    """The group that reads again what the consumer has read before, beside it."""
    return f"{consumer}.replay"


def group_reading(consumer: str, topic_name: str) -> str:
    """The consumer's group that reads the topic: a large import's topics have one of their own."""
    return bulk_group(consumer) if topic_name.endswith("-bulk") else consumer


def among(spec: ConsumerSpec, names: Collection[str]) -> Mapping[str, Topic]:
    """Those of these topics that the consumer reads, tenants' own among them."""
    known = {topic.name: topic for topic in (*spec.topics, *spec.bulk)}
    if spec.also is not None:
        like = spec.also.like
        known |= {name: like for name in names if name not in known and base_topic(name) == like.name}
    return {name: known[name] for name in names if name in known}
