"""MATCH: whatever comes in is held against the subscriptions, and waits where it fits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rematch_common.clock import Now
from rematch_common.consume import Received
from rematch_common.contracts import DEDUPED_JOBS, Alert, JobClosed, MatchWithdrawn
from rematch_common.contracts.topic import base_topic
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_common.tracing import traceparent_about
from rematch_notify.domain.fitting import tellings_of, word_of
from rematch_notify.domain.ids import opening_of
from rematch_notify.domain.matches import Match
from rematch_notify.domain.tellings import Word
from rematch_notify.ports.subscriptions import Subscriptions
from rematch_notify.ports.tellings import Tellings


class _Holding:
    """What was said before `told_until` counts as told."""

    def __init__(
        self, subscriptions: Subscriptions, tellings: Tellings, now: Now, told_until: datetime | None = None
    ) -> None:
        self._subscriptions = subscriptions
        self._tellings = tellings
        self._now = now
        self._told_until = told_until


class Hold(_Holding):
    """Holds matches, of which Notify says which are news."""

    async def __call__(self, matches: Sequence[Match]) -> None:
        if not matches:
            return
        withdrawn = [match for match in matches if isinstance(match, MatchWithdrawn)]
        if merges := {match.job_id: match.merged_into for match in withdrawn if match.merged_into}:
            await self._tellings.merge(merges)
        people = {(match.tenant_id, match.candidate_id) for match in matches}
        subscriptions, now = await self._subscriptions.of_tenants(people), self._now()
        words = [word_of(match, subscriptions, now, traceparent_about(match.key)) for match in matches]
        before = [is_before(match.occurred_at, self._told_until) for match in matches]
        await self._tellings.hold([as_told(word) if old else word for word, old in zip(words, before, strict=True)])
        fault_point("notify.held")


class Beside(_Holding):
    """What comes beside the matches: openings that were merged or are gone for good, and alerts."""

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        closed = [one.event for one in batch if isinstance(one.event, JobClosed)]
        if merges := {one.job_id: one.merged_into for one in closed if one.merged_into}:
            await self._tellings.merge(merges)
        if gone := [job for one in batch if _is_end_of_opening(one) and (job := opening_of(one.key))]:
            await self._tellings.forget_openings(gone)
        if alerts := [one.event for one in batch if isinstance(one.event, Alert)]:
            await self._raise(alerts)
        return ()

    async def _raise(self, alerts: Sequence[Alert]) -> None:
        tenants = {alert.tenant_id for alert in alerts if alert.tenant_id}
        subscriptions, now = await self._subscriptions.of_operators(tenants), self._now()
        for alert in alerts:  # one after the other: a batch may hold the beginning of one and its end
            if tellings := tellings_of(alert, subscriptions, now):
                old = is_before(alert.resolved_at or alert.first_at, self._told_until)
                await self._tellings.raise_alerts([replace(one, state="told") for one in tellings] if old else tellings)


def is_before(moment: datetime | None, until: datetime | None) -> bool:
    return moment is not None and until is not None and moment < until


def as_told(word: Word) -> Word:
    """It was told already, after the backup was taken that the ledger comes from."""
    return replace(word, fits=[replace(fit, state="told") for fit in word.fits])


def _is_end_of_opening(one: Received) -> bool:
    return one.event is None and base_topic(one.record.topic) == DEDUPED_JOBS.name
