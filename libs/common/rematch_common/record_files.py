"""Files of records, a JSON object a line, for the programs that run a service's own decision on them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from rematch_common.contracts import Event
from rematch_common.contracts.wording import fault_of

E = TypeVar("E", bound=Event)


class BadFile(Exception):
    """A file that can't be read or evaluated; the message says where and why."""


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each line that isn't empty, and the object on it. Raises BadFile."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _object(line, f"{path}, line {number}")
    except OSError as error:
        raise BadFile(f"{path} can't be read: {error.strerror}") from None


def checked(kind: type[E], line: dict[str, Any], where: str) -> E:
    """The record that the object is. Raises BadFile, which names the field."""
    try:
        return kind.model_validate(line)
    except ValidationError as error:
        raise BadFile(f"{where}: {fault_of(kind, error)[1]}") from None


def records(kind: type[E], path: Path) -> Iterator[E]:
    """Every line of the file, a record each. Raises BadFile."""
    for number, line in objects(path):
        yield checked(kind, line, f"{path}, line {number}")


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadFile(f"{where} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadFile(f"{where} is not a JSON object")
    return found
