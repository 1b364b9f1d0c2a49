"""An upload as it comes, cut into postings that are not yet read: never more in memory than a chunk and one posting."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, Protocol

from rematch_common.contracts import MAX_RAW_BYTES
from rematch_common.lines import BOM, Line, Splitter

Format = Literal["json", "ndjson", "csv"]
# A file of nothing but line ends is a long one, too.
MOST_LINES = 1_000_000
# White space around a posting is not its size.
LONGEST_ITEM = MAX_RAW_BYTES + 4_096
TOO_LONG = f"it has more than {MAX_RAW_BYTES:,} bytes, the most that a posting may have"

_TYPES: dict[str, Format] = {
    "application/json": "json",
    "text/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-jsonlines": "ndjson",
    "text/csv": "csv",
    "application/csv": "csv",
    "application/vnd.ms-excel": "csv",
}
_SUFFIXES: dict[str, Format] = {".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".csv": "csv"}


class Unreadable(Exception):
    """The upload as a whole can't be read; one sentence that says where and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One posting of an upload: its line, or its place in an array, from 1 on; its JSON, or why there is none."""

    number: int
    text: bytes = b""
    fault: str = ""


class Cutter(Protocol):
    """Takes an upload in chunks of any size. Both raise Unreadable."""

    def feed(self, chunk: bytes) -> Sequence[Item]:
        """The items that this chunk brings to an end."""
        ...

    def end(self) -> Sequence[Item]:
        """What is left when nothing more comes."""
        ...


class LineCutter:
    """NDJSON: a posting a line. Empty lines are nothing."""

    def __init__(self, most: int = MOST_LINES) -> None:
        self._lines = Splitter(LONGEST_ITEM)
        self._most = most

    def feed(self, chunk: bytes) -> list[Item]:
        lines = self._lines.feed(chunk)
        if lines and lines[-1].number > self._most:
            raise too_many(self._most)
        return _items(lines)

    def end(self) -> list[Item]:
        return _items(self._lines.end())


def too_many(most: int) -> Unreadable:
    """The refusal of more items than are taken at once."""
    return Unreadable(f"send at most {most:,} lines at once, and the rest of them after that")


def _items(lines: Sequence[Line]) -> list[Item]:
    items = [_item(line) for line in lines]
    return [item for item in items if item.text or item.fault]


def _item(line: Line) -> Item:
    if line.text is None:
        return Item(line.number, fault=TOO_LONG)
    return Item(line.number, line.text.removeprefix(BOM).lstrip() if line.number == 1 else line.text)


def named_format(media_type: str, name: str) -> Format | None:
    """What the content type says, else the file's name; None when both say nothing."""
    kind = media_type.partition(";")[0].strip().lower()
    return _TYPES.get(kind) or _SUFFIXES.get(PurePosixPath(name).suffix.lower())


def looks_like(beginning: bytes) -> Format:
    """What a file seems to be that nobody named."""
    first = beginning.removeprefix(BOM).lstrip()[:1]
    return "json" if first == b"[" else "ndjson" if first == b"{" else "csv"
