"""The versions that lock files name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)


class Pin(NamedTuple):
    """One version of one package."""

    name: str
    version: str


def pins(locks: Iterable[Path]) -> dict[Pin, list[str]]:
    """Every version that a lock names, for whichever system or Python, and the names of the locks that do."""
    found: defaultdict[Pin, list[str]] = defaultdict(list)
    for lock in sorted(locks):
        for name, version in PINNED.findall(lock.read_text()):
            found[Pin(name.lower(), version)].append(lock.name)
    return dict(sorted(found.items()))


def rounds(pinned: Mapping[Pin, object]) -> list[list[Pin]]:
    """The same in as few lists as can be of which none names a package twice."""
    lists: list[dict[str, Pin]] = []
    for pin in pinned:
        free = next((each for each in lists if pin.name not in each), None)
        if free is None:
            free = {}
            lists.append(free)
        free[pin.name] = pin
    return [list(each.values()) for each in lists]
