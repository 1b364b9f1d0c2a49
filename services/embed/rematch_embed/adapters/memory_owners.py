"""Whose text the vectors in memory are of."""

from collections import OrderedDict
from collections.abc import Sequence


class MemoryOwners:
    """See rematch_embed.ports.Owners. Of the texts that came last; as many as there are vectors in memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._owners: OrderedDict[str, set[str]] = OrderedDict()

    async def note(self, owned: Sequence[tuple[str, str]]) -> None:
        for person, text_hash in owned:
            self._owners.setdefault(text_hash, set()).add(person)
            self._owners.move_to_end(text_hash)
        while len(self._owners) > self._most:
            self._owners.popitem(last=False)

    async def known(self, people: Sequence[str]) -> list[str]:
        owning = {person for owners in self._owners.values() for person in owners}
        return [person for person in people if person in owning]

    async def alone(self, person: str) -> list[str]:
        return [text_hash for text_hash, owners in self._owners.items() if owners == {person}]

    async def forget(self, person: str) -> None:
        for text_hash in [text_hash for text_hash, owners in self._owners.items() if person in owners]:
            self._owners[text_hash].discard(person)
            if not self._owners[text_hash]:
                del self._owners[text_hash]
