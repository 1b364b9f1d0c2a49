"""A CSV file with a header row as it comes, a posting a row, in UTF-8.

The reader of the standard library is given whole records only: where one ends is found here, since what it is given
of an unfinished one it would take for all.
"""

import codecs
import csv
import re
from io import IncrementalNewlineDecoder, StringIO

import orjson

from rematch_common.contracts import MAX_RAW_BYTES, RawJob
from rematch_common.contracts.raw_job import OLDER_SPELLINGS
from rematch_ingest.domain.cutting import LONGEST_ITEM, MOST_LINES, TOO_LONG, Item, Unreadable, too_many

DELIMITERS = ",;\t"
_KNOWN = frozenset(RawJob.model_fields) | frozenset(OLDER_SPELLINGS)
# Lists in one cell.
_LISTS = frozenset({"skills"})
_LINE_END = re.compile(rb"\r\n?|\n")
_BETWEEN = re.compile(r"\s*[;|,]\s*")
# One limit for the whole process; the standard one, 128 KiB, is less than a description may have.
csv.field_size_limit(MAX_RAW_BYTES)


def _record(delimiter: str) -> "re.Pattern[str]":
    """A whole record: within quotes everything is text, a line's end too."""
    d = re.escape(delimiter)
    field = rf'(?:"(?:[^"]++|"")*+"[^{d}\n]*+|[^"{d}\n][^{d}\n]*+)?+'
    return re.compile(rf"(?:{field}{d})*+{field}\n")


_RECORDS = {delimiter: _record(delimiter) for delimiter in DELIMITERS}


class RowCutter:
    """See rematch_ingest.domain.cutting.Cutter. Numbers are those of the lines on which rows begin."""

    def __init__(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8-sig")("strict")
        # Some spreadsheets end lines with CR alone: whatever ends one is LF from here on.
        self._decoder = IncrementalNewlineDecoder(decoder, translate=True)
        self._held = ""
        self._decoded_lines = 0
        self._line = 1
        self._delimiter = ","
        self._columns: list[str] | None = None

    def feed(self, chunk: bytes) -> list[Item]:
        return self._add(self._decoded(chunk, final=False))

    def end(self) -> list[Item]:
        items = self._add(self._decoded(b"", final=True))
        if self._held.strip():
            items += self._add("\n")
        if self._held.strip():
            raise Unreadable(f"line {self._line}: a quote is opened and never closed")
        if self._columns is None:
            raise Unreadable("the CSV file is empty: its first row names the columns")
        return items

    def _decoded(self, chunk: bytes, *, final: bool) -> str:
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            # A CR that may be half of a line's end is held back, too.
            held = b"\r" if self._decoder.getstate()[1] & 1 else b""
            line = self._decoded_lines + len(_LINE_END.findall(held + error.object[: error.start])) + 1
            raise Unreadable(f"line {line}: this is not UTF-8: save the CSV file as UTF-8 and send it again") from None
        self._decoded_lines += text.count("\n")
        return text

    def _add(self, text: str) -> list[Item]:
        self._held += text
        items: list[Item] = []
        at = 0
        if self._columns is None:
            self._delimiter = _delimiter(self._held.partition("\n")[0])
        while found := _RECORDS[self._delimiter].match(self._held, at):
            at = found.end()
            if item := self._row(found[0]):
                items.append(item)
            self._line += found[0].count("\n")
        self._held = self._held[at:]
        if self._line > MOST_LINES:
            raise too_many(MOST_LINES)
        if len(self._held) > LONGEST_ITEM:
            raise Unreadable(f"line {self._line}: {TOO_LONG}, or a quote is opened here and never closed")
        return items

    def _row(self, record: str) -> Item | None:
        if not record.strip():
            return None
        try:
            (cells,) = csv.reader(StringIO(record, newline=""), delimiter=self._delimiter)
        except (csv.Error, ValueError) as error:
            return self._faulty(f"this row can't be read: {error}")
        if self._columns is None:
            self._columns = _columns(cells, self._line)
            return None
        if len(cells) > len(self._columns):
            return self._faulty(
                f"the row has {len(cells)} cells, the header {len(self._columns)}: quote what has a comma"
            )
        # A copy: orjson keeps 4 KiB for each text that it writes, and a chunk may hold a hundred thousand rows.
        return Item(self._line, bytes(memoryview(orjson.dumps(_posting(self._columns, cells)))))

    def _faulty(self, why: str) -> Item | None:
        if self._columns is None:
            raise Unreadable(f"line {self._line}: {why}")
        return Item(self._line, fault=why)


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=header.count)


def _columns(cells: list[str], line: int) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in cells]
    known = [name for name in names if name in _KNOWN]
    if not known:
        raise Unreadable(f"line {line}: the first row must name the columns, for example source,external_id,title")
    if doubled := {name for name in known if known.count(name) > 1}:
        raise Unreadable(f"line {line}: the column {min(doubled)} is named twice")
    return names


def _posting(columns: list[str], cells: list[str]) -> dict[str, object]:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name in _KNOWN and cell.strip()}
    return {name: _BETWEEN.split(cell.strip()) if name in _LISTS else cell for name, cell in named.items()}
