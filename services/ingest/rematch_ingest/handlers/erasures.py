"""Erase people, and learn which stores have done so."""

from collections.abc import Awaitable, Callable, Sequence

from rematch_common.clock import Now
from rematch_common.consume import Handler, Received
from rematch_common.contracts import ErasureReceipt
from rematch_common.faults import fault_point
from rematch_common.records import Outgoing
from rematch_ingest.domain.erasures import Asked
from rematch_ingest.ports.erasures import Erasures

Settle = Callable[[], Awaitable[object]]


class Erase:
    """What is answered is stored; `settle` publishes it, now or as soon as Kafka answers."""

    def __init__(self, erasures: Erasures, settle: Settle, now: Now) -> None:
        self._erasures = erasures
        self._settle = settle
        self._now = now

    async def __call__(self, tenant_id: str, candidate_id: str) -> Asked | None:
        """None for who is unknown."""
        asked = await self._erasures.erase(tenant_id, candidate_id, self._now())
        await self._settle()
        return asked


class TakeReceipts:
    """The handler of erasure-receipts."""

    def __init__(self, erasures: Erasures) -> None:
        self._erasures = erasures

    async def __call__(self, batch: Sequence[Received]) -> Sequence[Outgoing]:
        receipts = [one.event for one in batch if isinstance(one.event, ErasureReceipt)]
        if receipts:
            await self._erasures.confirm(receipts)
            fault_point("erasures.confirmed")
        return ()


def with_also(handle: Handler, take: Handler) -> Handler:
    """Both hear of everything, and each knows what is its own."""

    async def handle_both(batch: Sequence[Received]) -> Sequence[Outgoing]:
        return [*await handle(batch), *await take(batch)]

    return handle_both
