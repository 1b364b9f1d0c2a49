"""Every topic that has to exist: those of the table, and those beside them for what could not be handled."""

from functools import cache

from rematch_common.contracts.topic import Topic, dead_letters_of, retries_of
from rematch_common.contracts.topics import TOPICS


@cache
def all_topics() -> tuple[Topic, ...]:
    """Every topic that has to exist, the dead-letter and retry topics of our own consumers among them."""
    return (
        *TOPICS,
        *(dead_letters_of(topic) for topic in TOPICS if topic.readers),
        *(retry for topic in TOPICS for retry in retries_of(topic)),
    )


def topic_named(name: str) -> Topic:
    """The topic of that name; KeyError if there is none."""
    return {topic.name: topic for topic in all_topics()}[name]
