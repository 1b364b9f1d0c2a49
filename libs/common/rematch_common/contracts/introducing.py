"""A second model beside the one in force: a second reader of what embed reads, and the topics that only it writes.

While a model X is being introduced, a second embed, the reader `embed.X`, gives every record X's vectors too and
writes them to topics of their own: `embedded-jobs.X`, `embedded-candidates.X`. Match, told so, reads them as `match.X`.
"""

import re
from dataclasses import dataclass, replace

from rematch_common.contracts.topic import Topic, dead_letters_of, retry_of
from rematch_common.contracts.topics import TOPICS

_EMBED, _MATCH = "embed", "match"
_LABEL = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# embedded-jobs.dlq, embedded-jobs.match.retry and the group embed.X-bulk are others' names already.
_TAKEN = re.compile(r"(^|\.)(dlq|retry)$|-bulk$")


def check_label(model: str) -> str:
    """The same. Raises ValueError for what can't be part of the names of topics and groups."""
    if not _LABEL.fullmatch(model):
        raise ValueError(f"{model!r} is no label of a model: use 1 to 64 letters, digits, '_', '.' or '-'")
    if _TAKEN.search(model):
        raise ValueError(f"{model!r} is no label of a model: one that ends in dlq, retry or -bulk names something else")
    return model


def introducing(topic: Topic, model: str) -> Topic:
    """The topic that stands beside this one while the model is being introduced."""
    return replace(
        topic,
        name=f"{topic.name}.{check_label(model)}",
        consumers=("match",),
        description=f"{topic.description.removesuffix('.')}, by {model}, while it is being introduced.",
    )


# A broadcast, as the access keys are, is read without a group.
_READ = tuple(topic for topic in TOPICS if _EMBED in topic.consumers and not topic.broadcast)
# What others write too, as alerts, holds no vectors.
_WRITTEN = tuple(topic for topic in TOPICS if topic.producers == (_EMBED,))


@dataclass(frozen=True)
class Introduction:
    """All that is there for a model while it is being introduced. Raises ValueError for what is no label."""

    model: str

    def __post_init__(self) -> None:
        check_label(self.model)

    @property
    def reader(self) -> str:
        """The second reader's name, which is its group."""
        return f"{_EMBED}.{self.model}"

    @property
    def follower(self) -> str:
        """The reader of what the second embed writes, which is its group."""
        return f"{_MATCH}.{self.model}"

    @property
    def reads(self) -> tuple[Topic, ...]:
        """What embed's group reads, and the retry topics that bring dead letters back to the second reader alone."""
        return *_READ, *self.retries

    @property
    def retries(self) -> tuple[Topic, ...]:
        return tuple(retry_of(topic, self.reader) for topic in _READ)

    @property
    def writes(self) -> tuple[Topic, ...]:
        return tuple(introducing(topic, self.model) for topic in _WRITTEN)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Those that have to be made for it, and can be taken away with it."""
        followed = (topic for each in self.writes for topic in (dead_letters_of(each), retry_of(each, self.follower)))
        return *self.writes, *self.retries, *followed
