"""What an expression of Prometheus asks for: as much of its grammar as our rules and dashboards use."""

import re
from collections.abc import Iterator
from functools import cache

from prometheus_client import REGISTRY

from rematch_common import metrics

_NAME = re.compile(r"\b(?:rematch[A-Za-z0-9_:]*|process_[a-z_]+|up|ALERTS)\b")
_SELECTOR = re.compile(r"([A-Za-z_:][A-Za-z0-9_:]*)\{([^}]*)\}")
_MATCHER = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*"[^"]*"')
_GROUPING = re.compile(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)")
_QUOTED = re.compile(r'"[^"]*"')
# Prometheus puts them there: who was scraped.
SCRAPED = frozenset({"job", "instance"})
# Prometheus' own.
_BUILT_IN = {"up": frozenset[str](), "ALERTS": frozenset({"alertname", "alertstate", "severity"})}


@cache
def known() -> dict[str, frozenset[str]]:
    """The labels of every metric of the code, by the names that Prometheus keeps it under."""
    assert metrics.CONSUMED
    found: dict[str, frozenset[str]] = dict(_BUILT_IN)
    for collector in set(REGISTRY._collector_to_names):
        labels = frozenset(getattr(collector, "_labelnames", ()))
        for name in REGISTRY._collector_to_names[collector]:
            found[name] = labels | ({"le"} if name.endswith("_bucket") else set())
    return found


def names(expr: str) -> set[str]:
    return set(_NAME.findall(_QUOTED.sub('""', expr)))


def unknown_labels(expr: str, labels: dict[str, frozenset[str]]) -> Iterator[str]:
    """Those that no metric beside them has. `labels`: of all names that the expression may ask for."""
    for name, matchers in _SELECTOR.findall(expr):
        for label in _MATCHER.findall(matchers):
            if label not in labels[name] | SCRAPED:
                yield f"{name} has no label {label}"
    asked = names(expr)
    have = frozenset[str]().union(*(labels[name] for name in asked)) | SCRAPED
    for group in _GROUPING.findall(_QUOTED.sub('""', expr)):
        yield from (f"{asked} have no label {one.strip()}" for one in group.split(",") if one.strip() not in have)
