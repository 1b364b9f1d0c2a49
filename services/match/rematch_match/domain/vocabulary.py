"""Names as numbers: the same number for the same name as long as the process lives."""

from threading import Lock
from zlib import crc32

_numbers: dict[str, int] = {}
_names: list[str] = []
_growing = Lock()


def sign_of(name: str | None) -> int:
    """For names that are only compared: nothing is remembered, however many there are. -1 for what is not known.

    That two of a few names have one sign happens once in a thousand million times.
    """
    return -1 if name is None else crc32(name.encode()) & 0x7FFF_FFFF


def number_of(name: str | None) -> int:
    """For names that are asked back for, which are few thousands: dense. -1 for what is not known."""
    if name is None:
        return -1
    found = _numbers.get(name)
    return _added(name) if found is None else found


def name_of(number: int) -> str:
    """The name that has this number."""
    return _names[number]


def _added(name: str) -> int:
    with _growing:
        if name not in _numbers:
            _names.append(name)
            _numbers[name] = len(_names) - 1
        return _numbers[name]
