"""Hold each match against the subscriptions, and tell of it once on each channel that hears of all."""

from collections.abc import Awaitable, Callable, Sequence

from rematch_common import metrics
from rematch_common.clock import Now
from rematch_common.consume import Received
from rematch_common.contracts import MatchFound, MatchUpdated, MatchWithdrawn
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_notify.domain.matches import Match, newest
from rematch_notify.ports.deliveries import Deliveries, Teller

Holds = Callable[[Sequence[Match]], Awaitable[None]]


class Notify:
    """The handler of matches. It holds what is news before that is told and noted, so that what was noted was held. A
    crash between telling and noting tells that one match again: the lesser evil."""

    def __init__(self, channels: Sequence[Teller], deliveries: Deliveries, hold: Holds, now: Now) -> None:
        self._channels = channels
        self._deliveries = deliveries
        self._hold = hold
        self._now = now

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        matches = newest([r.event for r in batch if isinstance(r.event, MatchFound | MatchUpdated | MatchWithdrawn)])
        if not matches:
            return ()
        untold = {one.name: await self._deliveries.untold(one.name, matches) for one in self._channels}
        news = {match.key for some in untold.values() for match in some}
        await self._hold([match for match in matches if match.key in news])
        for channel in self._channels:
            await self._tell(channel, untold[channel.name])
        for match in matches:
            self._observe(match)
        return ()

    async def _tell(self, channel: Teller, untold: Sequence[Match]) -> None:
        for match in untold:
            await channel.tell(match)
            metrics.TOLD.labels(channel.name).inc()
        fault_point("notify.told")
        await self._deliveries.note(channel.name, untold)
        fault_point("notify.noted")

    def _observe(self, match: Match) -> None:
        if match.lineage is not None and match.lineage.received_at is not None:
            seconds = (self._now() - match.lineage.received_at).total_seconds()
            metrics.STAGE_LAG.labels("notify").observe(max(0.0, seconds))
