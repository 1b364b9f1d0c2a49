"""An outbox in memory, as the stores of the services write it."""

from collections.abc import Iterable

from rematch_common.records import Entry


class FakeOutbox:
    """The events that were written, in order. The same event twice is one event."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, int], Entry] = {}

    def write(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._entries.setdefault((entry.outgoing.topic, entry.key, entry.version), entry)

    def drop(self, key: str, version: int) -> None:
        """What was written of the key up to that version is not to be published any more."""
        kept = self._entries.items()
        self._entries = {at: entry for at, entry in kept if at[1] != key or at[2] > version}

    @property
    def entries(self) -> list[Entry]:
        return list(self._entries.values())

    def of(self, topic: str) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.outgoing.topic == topic]
