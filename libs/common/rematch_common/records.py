"""A Kafka record as bytes: what comes in, and what goes out."""

from dataclasses import dataclass

from rematch_common.frames import unframed

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it came from a topic, not yet decoded."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def coordinates(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @property
    def content(self) -> bytes | None:
        """The value itself, where a schema registry's frame is around it."""
        return None if self.value is None else unframed(self.value)

    @property
    def version(self) -> int | None:
        """The version of what the record is about, where its headers tell: a tombstone has no other place for it."""
        told = self.header("ce_sequence") or ""
        # Sixteen digits are enough for every version there can be; what is longer is somebody's joke.
        return int(told) if told.isascii() and told.isdecimal() and len(told) <= 16 else None

    def header(self, name: str) -> str | None:
        """The last header of that name as text, or None."""
        found = [value for key, value in self.headers if key == name]
        return found[-1].decode("utf-8", "replace") if found else None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to be published. A value of None is a tombstone."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    timestamp_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for the outbox. `keep`: the topic is compacted, so this may be the last word about its key."""

    outgoing: Outgoing
    version: int
    keep: bool

    @property
    def key(self) -> str:
        return (self.outgoing.key or b"").decode()
