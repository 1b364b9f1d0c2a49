"""Forget a person's vectors, wherever embed remembers some, and take nothing of whom has been erased."""

from collections.abc import Sequence

from rematch_common.consume import Received
from rematch_common.contracts import CandidateChanged
from rematch_common.erased import Erased
from rematch_common.errors import DependencyAway
from rematch_common.faults import fault_point
from rematch_common.records import Record
from rematch_embed.ports import Owners, Vectors


class Forget:
    """Each replica remembers vectors of its own, so each follows the topic of tombstones (`see`); the one that passes a
    tombstone on forgets them at that moment, too. `times`: how often somebody was forgotten."""

    def __init__(self, vectors: Vectors, owners: Sequence[Owners], erased: Erased | None = None) -> None:
        self._vectors = vectors
        self._owners = owners
        self._erased = erased or Erased(complete=True)
        self.times = 0

    async def note(self, owned: Sequence[tuple[str, str]]) -> None:
        for owners in self._owners:
            await owners.note(owned)

    async def __call__(self, person: str) -> int:
        """Gives how many texts were remembered that are this person's and nobody else's. Raises DependencyAway."""
        self.times += 1
        hashes = {text_hash for owners in self._owners for text_hash in await owners.alone(person)}
        if hashes:
            await self._vectors.forget(sorted(hashes))
        # Only now: whose they are is how they are found again, whatever this process dies at.
        fault_point("embed.forgetting")
        for owners in self._owners:
            await owners.forget(person)
        return len(hashes)

    async def see(self, records: Sequence[Record]) -> None:
        """What lies in the topic, whoever wrote it."""
        for record in records:
            if record.value is None and record.key is not None:
                await self(record.key.decode("utf-8", "replace"))

    async def see_receipts(self, records: Sequence[Record]) -> None:
        """What the ledger of erasures tells. Kafka keeps tombstones for a week, and receipts for over a year: whoever
        was erased while this replica was away, however long, is forgotten at its start. Later their tombstone does it,
        in its place behind what came before."""
        starting = not self._erased.complete
        named = self._erased.see(records)
        if starting and named:
            for person in sorted({one for owners in self._owners for one in await owners.known(named)}):
                await self(person)

    def living(self, batch: Sequence[Received]) -> list[Received]:
        """Without what comes late of people who have been erased since: redriven, or from an import. Raises
        DependencyAway until it is known who has been."""
        if not self._erased.complete and any(isinstance(one.event, CandidateChanged) for one in batch):
            raise DependencyAway("the ledger of erasures", "it is still being read")
        return [one for one in batch if not self.is_over(one)]

    def is_over(self, received: Received) -> bool:
        """Whether this is of a life that has been erased."""
        event = received.event
        return isinstance(event, CandidateChanged) and event.version <= self._erased.version(received.key)
