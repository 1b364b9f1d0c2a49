"""Bytes as numbered lines, however they come: never more of them in memory than one chunk and one line."""

from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """`text` is None for one that was longer than anybody wants to hold."""

    number: int
    text: bytes | None
    size: int


class Splitter:
    """Cuts chunks into lines, forgetting what of a line goes beyond `longest`."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._number = 0
        self._held = bytearray()
        self._size = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that this chunk brings to an end."""
        *ends, rest = chunk.split(b"\n")
        lines = []
        for end in ends:
            self._add(end)
            lines.append(self._line())
        self._add(rest)
        return lines

    def end(self) -> list[Line]:
        """The last line, when no line end came after it."""
        return [self._line()] if self._size else []

    def _add(self, part: bytes) -> None:
        self._size += len(part)
        if self._size <= self._longest:
            self._held += part
        else:
            self._held.clear()

    def _line(self) -> Line:
        self._number += 1
        whole = self._size <= self._longest
        line = Line(self._number, bytes(self._held).strip() if whole else None, self._size)
        self._held.clear()
        self._size = 0
        return line
