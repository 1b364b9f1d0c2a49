"""Look for dead letters of who was erased, once every service has forgotten them: no more can come then."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rematch_common.clock import Now
from rematch_common.contracts import ErasureReceipt
from rematch_common.erasing import receipt_of
from rematch_ingest.domain.erasures import DEAD_LETTERS, Asked
from rematch_ingest.ports.dead_letters import DeadLetters, Left
from rematch_ingest.ports.erasures import Erasures

AT_ONCE = 1_000
"""All that is there is read for each round, so a round is for many."""


@dataclass(frozen=True, slots=True)
class SweepLetters:
    """One round, to be repeated. Whatever it dies at, the next one begins anew."""

    erasures: Erasures
    letters: DeadLetters
    settle: Callable[[], Awaitable[object]]
    now: Now

    async def __call__(self) -> None:
        asked = await self.erasures.unswept(AT_ONCE)
        if not asked:
            return
        left = await self.letters.left(asked)
        await self.erasures.swept([self._receipt(one, left.get("/".join(one.erasure.person))) for one in asked])
        await self.settle()

    def _receipt(self, one: Asked, left: Left | None) -> ErasureReceipt:
        counts = {"found": left.found, "deleted": left.deleted} if left else {"found": 0}
        told = receipt_of(one.erasure, DEAD_LETTERS, self.now(), counts)
        return told.model_copy(update={"gone_by": left.gone_by if left else None})
