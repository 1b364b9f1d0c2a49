"""Forget a person's vectors, wherever embed remembers some."""

from collections.abc import Sequence

from rematch_common.faults import fault_point
from rematch_common.records import Record
from rematch_embed.ports import Owners, Vectors


class Forget:
    """Each replica remembers vectors of its own, so each follows the topic of tombstones (`see`); the one that passes a
    tombstone on forgets them at that moment, too."""

    def __init__(self, vectors: Vectors, owners: Sequence[Owners]) -> None:
        self._vectors = vectors
        self._owners = owners

    async def note(self, owned: Sequence[tuple[str, str]]) -> None:
        for owners in self._owners:
            await owners.note(owned)

    async def __call__(self, person: str) -> int:
        """Gives how many texts were remembered that are this person's and nobody else's. Raises DependencyAway."""
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
