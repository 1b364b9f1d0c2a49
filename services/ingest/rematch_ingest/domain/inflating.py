"""gzip, unpacked a bounded piece at a time: what a bomb would fill is never held."""

import zlib
from collections.abc import Iterator

_GZIP = 31
STEP = 64 * 1024


class NotGzip(Exception):
    """What was sent is no gzip, or the half of one; one sentence."""


class Inflater:
    """Several members in a row are one stream, as gzip(1) has it."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._begun = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What the chunk unpacks to, never more than STEP at once. Raises NotGzip."""
        while chunk:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
            self._begun = True
            try:
                part = self._member.decompress(chunk, STEP)
            except zlib.error:
                raise NotGzip("the body is not gzip, though Content-Encoding says so") from None
            if part:
                yield part
            chunk = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def end(self) -> bytes:
        """The last of it, a few bytes. Raises NotGzip when the stream ends in the middle."""
        rest = self._member.flush() if self._begun else b""
        if self._begun and not self._member.eof:
            raise NotGzip("the gzip body ends in the middle: send all of it")
        return rest
