"""The fault points that the source has, and where each of them is reached."""

import re
from collections.abc import Iterator
from pathlib import Path

from rematch_devstack import workspace

_CALL = re.compile(r"""fault_point\("([a-z_.]+)"\)""")
CONSUMERS = ("dedup", "embed", "match", "notify")
WITH_OUTBOX = ("dedup", "match", "ingest")
# Everybody runs what libs/common has; a point of a service's own is named after it.
SHARED = {"loop": CONSUMERS, "stream": CONSUMERS, "outbox": WITH_OUTBOX, "reconcile": ("dedup",)}


def in_source() -> set[str]:
    """Every name that some code calls fault_point with."""
    root = workspace.root()
    files = [path for part in ("libs", "services") for path in (root / part).rglob("*.py")]
    return {name for path in files for name in _CALL.findall(Path(path).read_text("utf-8"))}


def cases() -> Iterator[tuple[str, str]]:
    """Each service with each point that it can reach."""
    for name in sorted(in_source()):
        group = name.partition(".")[0]
        yield from ((service, name) for service in SHARED.get(group, (group,)))


def rounds(*, each: bool) -> list[dict[str, str]]:
    """Points to arm at the same time, one a service; `each`: every point in every service, else in one of them."""
    left = list(cases())
    found: list[dict[str, str]] = []
    done: set[str] = set()
    while left:
        armed: dict[str, str] = {}
        for service, name in left:
            if service not in armed and (each or name not in done):
                armed[service] = name
                done.add(name)
        found.append(armed)
        left = [(service, name) for service, name in left if armed.get(service) != name and (each or name not in done)]
    return found
