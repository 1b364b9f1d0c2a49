"""Keep what dedup says of the postings that came through this door."""

from collections.abc import Sequence

import orjson

from rematch_common.consume import Received
from rematch_common.contracts import IngestOutcome
from rematch_common.records import Outgoing
from rematch_ingest.domain.fates import Decision, decision_of, final
from rematch_ingest.ports.outcomes import Outcomes


class NoteOutcomes:
    """A consumer's handler. What scrapers publish straight to Kafka has no sender here, and is passed over."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        decisions = [decision for received in batch if (decision := _decision(received))]
        if decisions:
            await self._outcomes.note(final(decisions))
        return ()


def _decision(received: Received) -> Decision | None:
    told = received.event
    if not isinstance(told, IngestOutcome):
        return None
    return decision_of(told, orjson.dumps(told.evidence).decode())
