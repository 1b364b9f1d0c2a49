"""Names as numbers: the same number for the same name as long as the process lives."""

from threading import Lock

_numbers: dict[str, int] = {}
_names: list[str] = []
_growing = Lock()


def number_of(name: str | None) -> int:
    """-1 for what is not known."""
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
