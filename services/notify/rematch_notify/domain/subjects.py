"""The line under which a message comes."""

from collections.abc import Sequence

from rematch_notify.domain.harmless import line
from rematch_notify.domain.items import AlertItem, Item, MatchItem


def subject(items: Sequence[Item], more: int) -> str:
    """Of the best of what is told."""
    if not items:
        return f"{more:,} more matches"
    first, others = items[0], len(items) + more - 1
    if isinstance(first, AlertItem):
        return _with(_of_alert(first), others, "alerts")
    return _with(_of_match(first), others, "matches")


def _of_match(item: MatchItem) -> str:
    return f"{line(item.title, 80)} at {line(item.company, 60)}: {item.score:.0f} of 100"


def _of_alert(item: AlertItem) -> str:
    return f"{'over' if item.resolved_at else item.severity}: {line(item.text, 120)}"


def _with(first: str, others: int, what: str) -> str:
    return f"{first}, and {others:,} more {what}" if others else first
