"""Forget people, and say so once all of them that there was is gone."""

from collections.abc import Sequence

from rematch_common.clock import Now
from rematch_common.consume import Handler, Received
from rematch_common.contracts import ErasureReceipt, limits
from rematch_common.erasing import erasure_of, receipt
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_notify.domain.matches import ended
from rematch_notify.ports.forgotten import Forgotten


class Forget:
    """Forgets people, on the tombstones of their pairs and on match's word that there are no more of them.

    A person without matches has no tombstone here, so it is match's receipt that tells of the erasure, and how many
    tombstones are to come: partitions are read at their own pace.
    """

    def __init__(self, forgotten: Forgotten, now: Now) -> None:
        self._forgotten = forgotten
        self._now = now

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        pairs = [
            pair for one in batch if _is_an_end(one) and (pair := ended(one.key, _erasure_id(one), one.record.version))
        ]
        receipts = [one.event for one in batch if isinstance(one.event, ErasureReceipt)]
        announced = [one for one in receipts if one.store == "match" and one.tenant_id and one.version]
        if not pairs and not announced:
            return ()
        done = await self._forgotten.forget(pairs, [one for one in announced if one.candidate_id])
        fault_point("notify.forgotten")
        return [receipt(one.erasure, "notify", self._now(), one.counts) for one in done]


def _is_an_end(received: Received) -> bool:
    """A match that goes on on another topic has not ended."""
    return received.event is None and received.record.header(limits.MOVED_TO) is None


def _erasure_id(received: Received) -> str | None:
    erasure = erasure_of(received.record)
    return erasure.erasure_id if erasure else None


def forgetting(notify: Handler, beside: Handler, forget: Handler) -> Handler:
    """Merges first, since what is told follows them. Forgets last: what came before a tombstone in a batch is noted,
    and then forgotten."""

    async def handle(batch: Sequence[Received]) -> Sequence[Outgoing]:
        return [*await beside(batch), *await notify(batch), *await forget(batch)]

    return handle
