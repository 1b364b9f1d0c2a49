"""An upload in pieces, each small enough to be published at once and to be kept as one row."""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from rematch_ingest.domain.csv_rows import RowCutter
from rematch_ingest.domain.cutting import MOST_LINES, Cutter, Format, Item, LineCutter, Unreadable, too_many
from rematch_ingest.domain.json_array import ArrayCutter

MOST_ITEMS = 500
MOST_BYTES = 1024 * 1024
_CUTTERS: dict[Format, type[Cutter]] = {"json": ArrayCutter, "ndjson": LineCutter, "csv": RowCutter}
_TEXT, _FAULT = b"=", b"!"


@dataclass(frozen=True, slots=True)
class Piece:
    """So many items, packed; `last` is the number of the last one."""

    number: int
    body: bytes
    items: int
    last: int


class Piecer:
    """Cuts an upload and packs what it is cut into. Runs in a thread: nothing here waits."""

    def __init__(self, form: Format) -> None:
        self._form = form
        self._cutter = _CUTTERS[form]()
        self._digest = hashlib.sha256()
        self._held: list[Item] = []
        self._size = 0
        self.bytes = self.items = self.pieces = 0

    @property
    def sha256(self) -> bytes:
        return self._digest.digest()

    def feed(self, chunk: bytes) -> list[Piece]:
        """The pieces that are full. Raises Unreadable."""
        self._digest.update(chunk)
        self.bytes += len(chunk)
        return list(self._add(self._cutter.feed(chunk)))

    def end(self) -> list[Piece]:
        """The last pieces. Raises Unreadable."""
        pieces = list(self._add(self._cutter.end()))
        if self._held:
            pieces.append(self._packed())
        if not self.items:
            raise Unreadable("the file holds no posting")
        return pieces

    def _add(self, items: Sequence[Item]) -> Iterator[Piece]:
        for item in items:
            self._held.append(self._checked(item))
            self._size += len(item.text)
            if len(self._held) >= MOST_ITEMS or self._size >= MOST_BYTES:
                yield self._packed()

    def _checked(self, item: Item) -> Item:
        """An array that is broken anywhere is no array; its items are written on one line each."""
        if self._form != "json":
            return item
        try:
            return Item(item.number, orjson.dumps(orjson.loads(item.text)))
        except orjson.JSONDecodeError as error:
            raise Unreadable(f"item {item.number} of the JSON array is not JSON: {error}") from None
        except orjson.JSONEncodeError:  # it writes less deeply than it reads
            return Item(item.number, fault="it is nested too deep")

    def _packed(self) -> Piece:
        items, self._held, self._size = self._held, [], 0
        self.items += len(items)
        self.pieces += 1
        if self.items > MOST_LINES:
            raise too_many(MOST_LINES)
        return Piece(self.pieces, pack(items), len(items), items[-1].number)


def pack(items: Sequence[Item]) -> bytes:
    lines = (
        b"%d %b" % (item.number, _FAULT + item.fault.encode() if item.fault else _TEXT + item.text) for item in items
    )
    return zlib.compress(b"\n".join(lines), 1)


def unpack(body: bytes) -> list[Item]:
    """The items of a piece."""
    items = []
    for line in zlib.decompress(body).split(b"\n"):
        number, _, text = line.partition(b" ")
        if text.startswith(_FAULT):
            items.append(Item(int(number), fault=text[1:].decode()))
        else:
            items.append(Item(int(number), text[1:]))
    return items
