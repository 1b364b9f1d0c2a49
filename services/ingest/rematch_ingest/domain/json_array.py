"""A JSON array as it comes, cut into its objects. Only brackets and strings are looked at; what is between them is
left to the real parser, an object at a time."""

import re

from rematch_common.lines import BOM
from rematch_ingest.domain.cutting import LONGEST_ITEM, TOO_LONG, Item, Unreadable

# A whole string, so that no bracket within one counts; a bracket; or a string that is not whole yet.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|"', re.DOTALL)
_SPACE = b" \t\r\n"


class ArrayCutter:
    """See rematch_ingest.domain.cutting.Cutter."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._looked = 0  # so much of it has been looked at
        self._began = 0  # of the object in hand
        self._depth = 0  # 0: before or behind the array, 1: in it, 2 and more: in an object of it
        self._number = 0
        self._begun = self._closed = False

    def feed(self, chunk: bytes) -> list[Item]:
        self._held += chunk
        items: list[Item] = []
        while token := _TOKEN.search(self._held, self._looked):
            if token[0] == b'"':
                self._looked = token.start()
                break
            if item := self._step(token):
                items.append(item)
        else:
            self._looked = len(self._held)
        self._forget()
        return items

    def end(self) -> list[Item]:
        if not self._closed:
            raise Unreadable(
                f"the JSON array ends in the middle, after item {self._number}: send all of it"
                if self._begun
                else "send a JSON array of postings, [{…}, {…}], or NDJSON as application/x-ndjson"
            )
        if self._held.strip(_SPACE):
            raise Unreadable("something stands behind the JSON array: send one array and nothing else")
        return []

    def _step(self, token: "re.Match[bytes]") -> Item | None:
        mark = token[0]
        self._looked = token.end()
        if self._depth == 0:
            self._open(token)
        elif mark in (b"{", b"["):
            if self._depth == 1:
                self._between(token.start())
                self._began = token.start()
            self._depth += 1
        elif mark in (b"}", b"]"):
            self._depth -= 1
            return self._close(token)
        return None

    def _open(self, token: "re.Match[bytes]") -> None:
        before = bytes(self._held[: token.start()]).removeprefix(BOM).strip(_SPACE)
        if self._closed:
            raise Unreadable("something stands behind the JSON array: send one array and nothing else")
        if token[0] != b"[" or before:
            raise Unreadable("send a JSON array of postings, [{…}, {…}], or NDJSON as application/x-ndjson")
        self._begun, self._depth, self._began = True, 1, token.end()

    def _between(self, until: int) -> None:
        """Between two objects stands one comma, before the first nothing."""
        between = bytes(self._held[self._began : until]).strip(_SPACE)
        if between != (b"," if self._number else b""):
            raise Unreadable(f"after item {self._number} of the JSON array an object was expected, or its end")

    def _close(self, token: "re.Match[bytes]") -> Item | None:
        if self._depth == 0:
            if token[0] != b"]" or bytes(self._held[self._began : token.start()]).strip(_SPACE):
                raise Unreadable(f"after item {self._number} of the JSON array an object was expected, or its end")
            self._closed, self._began = True, token.end()
            return None
        if self._depth > 1:
            return None
        text = bytes(self._held[self._began : token.end()])
        self._number += 1
        self._began = token.end()
        return Item(self._number, text)

    def _forget(self) -> None:
        """What lies before the object in hand is done with."""
        del self._held[: self._began]
        self._looked -= self._began
        self._began = 0
        if len(self._held) > LONGEST_ITEM:
            raise Unreadable(f"item {self._number + 1} of the JSON array is too long: {TOO_LONG}")
