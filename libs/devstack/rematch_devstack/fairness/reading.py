"""A file of what people told of themselves: JSON lines or CSV. Nothing that stands in it is ever said again."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from rematch_devstack.errors import StackError
from rematch_devstack.fairness.categories import RACE_ETHNICITY, SEX, Attributes, Key, category_of

LARGEST = 64 * 1024 * 1024
MOST_ROWS = 1_000_000
COLUMNS = ("tenant_id", "candidate_id", "sex", "race_ethnicity")
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row; the first one behind a CSV's header is 1."""

    row: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.field}: {self.reason}"


def read(file: Path) -> dict[Key, Attributes]:
    """All or nothing: StackError names the rows and fields that are wrong, the first ten of them."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise StackError(f"{file} can't be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise StackError(f"{file} has more than {LARGEST // 1024**2} MiB: send it in parts")
    return parsed(content)


def parsed(content: bytes) -> dict[Key, Attributes]:
    """See `read`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StackError("the file is not UTF-8") from None
    rows = list(islice(_records(text), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise StackError(f"the file has more than {MOST_ROWS:,} rows: send it in parts")
    found: dict[Key, Attributes] = {}
    faults: list[Fault] = []
    places: dict[Key, int] = {}
    for number, record in enumerate(rows, 1):
        one = _row(number, record)
        if isinstance(one, Fault):
            faults.append(one)
        elif one[0] in found:
            faults.append(Fault(number, "candidate_id", f"row {places[one[0]]} has told of this person already"))
        else:
            found[one[0]], places[one[0]] = one[1], number
    _refuse(faults)
    return found


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        more = f"; and {len(faults) - _SHOWN:,} more" if len(faults) > _SHOWN else ""
        told = "; ".join(map(str, faults[:_SHOWN]))
        raise StackError(f"nothing was imported: {told}{more}")


def _records(text: str) -> Iterator[object]:
    if text.lstrip().startswith("{"):
        for line in text.splitlines():
            if line.strip():
                yield _json(line)
        return
    yield from _csv(text)


def _json(line: str) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _csv(text: str) -> Iterator[Mapping[str, Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if set(header) != set(COLUMNS) or len(header) != len(COLUMNS):
            raise StackError(f"the first line of a CSV names its columns: {','.join(COLUMNS)}")
        for values in reader:
            if values:
                # What stands beyond the last column is a fault of that row; so is what is missing.
                yield dict(zip(header, values, strict=True)) if len(values) == len(header) else {}
    except csv.Error:
        raise StackError(f"line {reader.line_num} of the file is no CSV") from None


def _row(number: int, record: object) -> tuple[Key, Attributes] | Fault:
    if not isinstance(record, dict) or not record.keys() >= set(COLUMNS):
        return Fault(number, "the row", f"it has to hold {', '.join(COLUMNS)}, and nothing else")
    if not record.keys() <= set(COLUMNS):
        return Fault(number, "the row", f"it holds something beside {', '.join(COLUMNS)}")
    for name in COLUMNS[:2]:
        if not (isinstance(record.get(name), str) and _ID.fullmatch(record[name].strip())):
            return Fault(number, name, "1 to 64 letters, digits, '_', '.' or '-'")
    told: dict[str, str | None] = {}
    for name, known in (("sex", SEX), ("race_ethnicity", RACE_ETHNICITY)):
        value = record.get(name)
        try:
            told[name] = category_of("" if value is None else _text(value), known)
        except ValueError as error:
            return Fault(number, name, str(error))
    return (record["tenant_id"].strip(), record["candidate_id"].strip()), Attributes(**told)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text or null")
    return value
