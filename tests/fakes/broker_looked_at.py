"""Kafka as the console looks at it."""

from collections.abc import Sequence

from rematch_common.errors import DependencyAway
from rematch_common.records import Record
from rematch_console.domain.positions import Positions


class FakeBroker:
    """See rematch_console.ports.broker.Broker. `records` pass at the next look."""

    def __init__(self) -> None:
        self.now = Positions(0.0)
        self.records: list[Record] = []
        self.away = False
        self.looks = self.rests = 0

    async def positions(self) -> Positions:
        self._there()
        self.looks += 1
        return self.now

    async def passing(self) -> Sequence[Record]:
        self._there()
        passed, self.records = self.records, []
        return passed

    async def rest(self) -> None:
        self.rests += 1

    def _there(self) -> None:
        if self.away:
            raise DependencyAway("kafka", "not there")
