"""Take in what messages have shown people and how they took it, beside the openings and people that the same consumer
reads."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.clock import Now
from rematch_common.consume import Handler, Received
from rematch_common.contracts import MatchFeedback, MatchShown
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_match.domain.pairs import Occasion
from rematch_match.domain.reactions import check_time
from rematch_match.domain.scoring import Scorer
from rematch_match.handlers.arriving import check_key
from rematch_match.ports import Store
from rematch_match.ports.circumstances import Prevailing
from rematch_match.ports.history import History


class TakeFeedback:
    """The handler of match-feedback: what somebody said no to is withdrawn, and not offered again. What they were shown
    is noted before what they said of it.

    Raises InvalidRecord for what is said to happen in the future, before anything is written.
    """

    def __init__(self, store: Store, history: History, prevailing: Prevailing, now: Now) -> None:
        self._store = store
        self._history = history
        self._prevailing = prevailing
        self._now = now

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        for received in batch:
            check_key(received)
        said = [received.event for received in batch if isinstance(received.event, MatchFeedback)]
        shown = [received.event for received in batch if isinstance(received.event, MatchShown)]
        now = self._now()
        records: list[MatchFeedback | MatchShown] = [*shown, *said]
        for record in records:
            check_time(record, now)
        await self._history.hear(shown)
        if said:
            await self._react(said, now)
        return ()

    async def _react(self, said: Sequence[MatchFeedback], now: datetime) -> None:
        under = await self._prevailing.now()
        occasion = Occasion(now, Scorer(under.rarity, under.terms, now), because="feedback")
        await self._store.react(said, occasion)
        fault_point("match.reacted")


def with_feedback(facts: Handler, feedback: Handler) -> Handler:
    """One handler for a consumer that reads both. What is said of a match comes after what it is made of."""

    async def handle(batch: Sequence[Received]) -> Sequence[Outgoing]:
        said = [received for received in batch if isinstance(received.event, MatchFeedback | MatchShown)]
        known = [received for received in batch if not isinstance(received.event, MatchFeedback | MatchShown)]
        return [
            *(await facts(known) if known else ()),
            *(await feedback(said) if said else ()),
        ]

    return handle
