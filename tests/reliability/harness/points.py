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
# A process that dies at one of these can die at the next as soon as it is back: nothing is acknowledged in between.
# fmt: off
IN_ORDER = (
    "ingest.written", "ingest.committed",
    "dedup.written", "dedup.committed", "embed.embedded", "notify.held", "notify.told", "notify.noted",
    "match.written", "match.mending", "match.put", "match.indexed", "match.settled",
    "outbox.locked", "outbox.delivered", "outbox.noted",
    "loop.decoded", "loop.handled", "loop.published", "loop.dead_lettered", "match.reacted", "stream.handled",
    "match.claimed", "match.worked_off", "match.reindexed", "reconcile.noted",
)
# fmt: on
# Somebody has to be erased for these: test_erasure.
OF_ERASURES = {
    # The first leaves an erasure behind, which the others work at while ingest dies again.
    "ingest": ("erasures.committed", "erasures.written", "erasures.confirmed"),
    "embed": ("embed.forgetting",),
    "notify": ("notify.forgotten",),
}
# There has to be a language model to ask for these: test_verdicts.
OF_VERDICTS = ("match.verdict_claimed", "match.verdict_asked", "match.verdict_stored", "match.verdict_settled")
# Somebody has to subscribe for these: test_delivery.
OF_DELIVERIES = ("notify.taken", "notify.sent", "notify.settled")
# And who forgets dies once more where everybody is at the end of a transaction.
AT_ERASURES = OF_ERASURES | {"match": ("match.settled",)}
# What is written and not in the index is what there is to mend.
AFTER = {"match.mending": ("match.written",)}
Armed = dict[str, tuple[str, ...]]
"""By service, the points that its lives end at, one after another."""


def in_source() -> set[str]:
    """Every name that some code calls fault_point with."""
    root = workspace.root()
    files = [path for part in ("libs", "services") for path in (root / part).rglob("*.py")]
    return {name for path in files for name in _CALL.findall(Path(path).read_text("utf-8"))}


def elsewhere() -> set[str]:
    """Those that other tests than that of all points die at."""
    return {name for names in OF_ERASURES.values() for name in names} | set(OF_VERDICTS) | set(OF_DELIVERIES)


def cases() -> Iterator[tuple[str, str]]:
    """Each service with each point that it can reach."""
    for name in IN_ORDER:
        yield from ((service, name) for service in services_of(name))


def services_of(name: str) -> tuple[str, ...]:
    group = name.partition(".")[0]
    return SHARED.get(group, (group,))


def at_once() -> list[Armed]:
    """Every point in one service, all in one round: the fewer points a service has of its own, the more of others'."""
    found: dict[str, list[str]] = {}
    for name in sorted(IN_ORDER, key=lambda name: len(services_of(name))):
        shortest = min(services_of(name), key=lambda service: len(found.get(service, ())))
        found.setdefault(shortest, []).append(name)
    return [{service: tuple(sorted(names, key=IN_ORDER.index)) for service, names in found.items()}]


def one_by_one() -> list[Armed]:
    """Every point in every service that has it, one a round and service."""
    left = list(cases())
    found: list[Armed] = []
    while left:
        now: dict[str, str] = {}
        for service, name in left:
            now.setdefault(service, name)
        found.append({service: (*AFTER.get(name, ()), name) for service, name in now.items()})
        left = [(service, name) for service, name in left if now[service] != name]
    return found
