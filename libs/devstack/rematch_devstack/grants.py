"""What a user of Kafka is granted, in the words of Kafka's authorizer: from rematch_common.contracts.access."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rematch_common.contracts.access import ANY, Access

# What of Access grants which operations, on which kind of thing. To read or to write implies to describe.
_TOPICS = {
    "reads": ("Read",),
    "writes": ("Write",),
    "sees": ("Describe",),
    "creates": ("Create",),
    "deletes": ("Delete",),
    "inspects": ("DescribeConfigs",),
}


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """Some operations on one topic or group, or on all whose names begin so."""

    kind: Literal["group", "topic"]
    name: str
    prefix: bool
    operations: tuple[str, ...]


def grants_of(access: Access) -> list[Grant]:
    """In a fixed order. Groups that are joined are prefixes: imports and new models have groups beside."""
    topics: dict[str, set[str]] = defaultdict(set)
    for field, operations in _TOPICS.items():
        _add(topics, getattr(access, field), operations)
    for granted in topics.values():
        granted.add("Describe")
    groups: dict[str, set[str]] = defaultdict(set)
    _add(groups, (name + ANY for name in access.groups), ("Read",))
    _add(groups, access.watches, ("Describe",))
    found = [_grant("topic", name, granted) for name, granted in topics.items()]
    return sorted(found + [_grant("group", name, granted) for name, granted in groups.items()])


def _add(found: dict[str, set[str]], names: Iterable[str], operations: tuple[str, ...]) -> None:
    for name in names:
        found[name] |= set(operations)


def _grant(kind: Literal["group", "topic"], name: str, operations: set[str]) -> Grant:
    return Grant(kind, name.removesuffix(ANY), name.endswith(ANY), tuple(sorted(operations)))
