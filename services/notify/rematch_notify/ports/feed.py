"""Matches as they are published, for those who listen."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from rematch_common.records import Record


@dataclass(frozen=True, slots=True)
class Heard:
    """A record, and the id of the place behind it."""

    record: Record
    place: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a listener is told beside records: where it begins, or that it has missed what is not told any more."""

    kind: Literal["listening", "missed"]
    place: str


class Feed(Protocol):
    def __call__(self, tenant_id: str, allowed: Callable[[], bool], since: str) -> AsyncIterator[Heard | Notice]:
        """The tenant's matches behind the place that `since` is the id of, if it is one, and then as they come, for as
        long as the question answers yes. Raises DependencyAway."""
        ...
