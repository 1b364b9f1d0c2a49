"""What is being worked on, known to whoever is called meanwhile: which trace an event or a log line belongs to.

It travels as a context variable, as threads and tasks that are begun meanwhile inherit it, and ends with the work: a
task that outlives it belongs to nobody's trace.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from opentelemetry.trace import Span

from rematch_common.records import Record

_WRITTEN = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")
_LENGTH = 55


def readable(told: str | None) -> str | None:
    """A W3C traceparent without what later versions add to it; None for anything else."""
    if told is None or told.startswith("ff") or not _WRITTEN.fullmatch(told):
        return None
    return None if told.startswith("00") and len(told) != _LENGTH else f"00{told[2:_LENGTH]}"


def made(sampled: bool = True) -> str:
    """A trace that begins here."""
    ids = secrets.token_hex(24)
    return f"00-{ids[:32]}-{ids[32:]}-{'01' if sampled else '00'}"


class InHand:
    """A request (`here` is its traceparent), or a batch of records, with that of each by its coordinates as far as
    spans were made for them."""

    def __init__(self, records: Sequence[Record] = (), here: str | None = None) -> None:
        self.here = here
        self.traces: dict[str, str] = {}
        self.spans: dict[str, Span] = {}
        self.over = False
        self._records = records

    def of(self, record: Record) -> str | None:
        """That of one of the batch: begun here for one that came without."""
        place = record.coordinates
        if place not in self._by_place:
            return None
        if place not in self.traces:
            self.traces[place] = readable(record.header("traceparent")) or made()
        return self.traces[place]

    def about(self, key: bytes) -> str | None:
        """That of the newest record under this key."""
        record = self._by_key.get(key)
        return self.of(record) if record else None

    def at(self, place: str) -> str | None:
        record = self._by_place.get(place)
        return self.of(record) if record else None

    def alone(self) -> str | None:
        """That of all that is in hand, where that is one thing."""
        return self.of(self._records[0]) if len(self._records) == 1 else self.here

    @cached_property
    def _by_place(self) -> dict[str, Record]:
        return {record.coordinates: record for record in self._records}

    @cached_property
    def _by_key(self) -> dict[bytes, Record]:
        return {record.key: record for record in self._records if record.key is not None}


_in_hand: ContextVar[InHand | None] = ContextVar("in_hand", default=None)


def in_hand() -> InHand | None:
    held = _in_hand.get()
    return None if held is None or held.over else held


@contextmanager
def holding(held: InHand) -> Iterator[InHand]:
    token = _in_hand.set(held)
    try:
        yield held
    finally:
        held.over = True
        _in_hand.reset(token)


def trace_id(find: Callable[[InHand], str | None]) -> str | None:
    """Of what is in hand."""
    told = find(held) if (held := in_hand()) else None
    return told[3:35] if told else None
