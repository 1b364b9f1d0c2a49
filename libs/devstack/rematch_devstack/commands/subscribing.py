"""What options of `rematch subscriptions` say, as notify's API takes it. What is wrong in it the API says."""

from collections.abc import Sequence
from typing import Any

from rematch_devstack.errors import StackError

_LISTS = frozenset({"skills", "locations", "workplaces", "profiles", "kinds"})
_NONE = "none"


def filter_of(where: Sequence[str]) -> dict[str, Any]:
    """StackError for what is no NAME=VALUE."""
    found: dict[str, Any] = {}
    for one in where:
        name, equals, value = one.partition("=")
        if not equals:
            raise StackError(f"--where {one}: write NAME=VALUE, for example min_score=70")
        if name in _LISTS:
            found[name] = [*found.get(name, []), *(part.strip() for part in value.split(",") if part.strip())]
        elif value in ("true", "false"):
            found[name] = value == "true"
        else:
            found[name] = value
    return found


def fields(to: str | None, pace: str | None, quiet: str | None, zone: str | None, cap: str | None) -> dict[str, Any]:
    """Those that were given."""
    given: dict[str, Any] = {"target": to, "zone": zone}
    if pace is not None:
        kind, at, clock = pace.partition("@")
        given |= {"pace": kind, "daily_at": clock if at else None}
    found = {name: value for name, value in given.items() if value is not None}
    if quiet is not None:
        begin, _, end = quiet.partition("-")
        found["quiet"] = None if quiet == _NONE else {"begin": begin.strip(), "end": end.strip()}
    if cap is not None:
        most, _, period = cap.partition("/")
        found["cap"] = None if cap == _NONE else {"most": most.strip(), "period": period.strip()}
    return found
