"""Which role is scraped next.

A role's turn comes with the time that it has waited, times a weight: 1, and up to 4 more for its priority, and up to 4
more for how many people want it (1 for every power of ten). So the oldest goes first among equals, what many want comes
more often, and nothing starves. For weights between 1 and W and n roles: while one has waited K turns, each other role
that went before it in the second half of them had itself waited at least K / 2W, so it went at most W + 1 times; K is
at most 2 (W + 1) n. A role that was never scraped is counted as a day older than it is.
"""

from datetime import datetime, timedelta
from math import log10
from typing import Protocol

HEAD_START = timedelta(days=1)
MOST_PRIORITY = 4
MOST_BY_PEOPLE = 4.0
HEAVIEST = 1 + MOST_PRIORITY + MOST_BY_PEOPLE

# The same in PostgreSQL, over the columns of scrape_queue; the contract suite holds it against `urgency`.
URGENCY = f"""
extract(epoch FROM $1::timestamptz - waiting_since)::float8
  * (1 + priority + least({MOST_BY_PEOPLE}::float8, log(greatest(candidate_count, 1)::float8)))
"""


class Waiting(Protocol):
    """What of a role counts."""

    @property
    def waiting_since(self) -> datetime: ...
    @property
    def priority(self) -> int: ...
    @property
    def candidate_count(self) -> int: ...


def weight(priority: int, candidate_count: int) -> float:
    return 1 + priority + min(MOST_BY_PEOPLE, log10(max(candidate_count, 1)))


def urgency(role: Waiting, now: datetime) -> float:
    return (now - role.waiting_since).total_seconds() * weight(role.priority, role.candidate_count)
