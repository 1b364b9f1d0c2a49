"""Kafka, as the console looks at it: it reads without a group and changes nothing."""

from collections.abc import Sequence
from typing import Protocol

from rematch_common.records import Record
from rematch_console.domain.positions import Positions


class Broker(Protocol):
    """All methods raise DependencyAway."""

    async def positions(self) -> Positions:
        """Where topics begin and end now, and how far the groups have read."""
        ...

    async def passing(self) -> Sequence[Record]:
        """What has come since the last call on the topics of postings: all, or of very many the newest."""
        ...

    async def rest(self) -> None:
        """Nobody looks: stop reading what passes, until `passing` is called again."""
        ...
