"""`rematch import list|failures|stats` and `rematch post status`: what ingest tells of what it was sent."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from rematch_devstack.commands.door import Door
from rematch_devstack.commands.service_api import ServiceApi

_LATEST, _MOST_FAILURES = 50, 200


def told_of(what: list[str], found: Door) -> Any:
    """The answer to `list`, `stats` or `failures ID`; None for another question."""
    match what:
        case ["list"]:
            return _api(found).ask("GET", "/v1/imports", params={"limit": _LATEST})["imports"]
        case ["stats"]:
            return _api(found).ask("GET", "/v1/imports/stats")
        case ["failures", import_id]:
            return list(failures(_api(found), import_id))
    return None


def failures(api: ServiceApi, import_id: str) -> list[dict[str, Any]]:
    """All that are kept."""
    query: dict[str, Any] = {"limit": _MOST_FAILURES}
    found: list[dict[str, Any]] = []
    while True:
        page = api.ask("GET", f"/v1/imports/{quote(import_id, safe='')}/failures", params=query)
        found += page["failures"]
        if page["next"] is None:
            return found
        query["cursor"] = page["next"]


def fate(found: Door, ingest_id: str) -> dict[str, Any]:
    """What became of a posting."""
    told: dict[str, Any] = _api(found).ask("GET", f"/v1/jobs/{quote(ingest_id, safe='')}")
    return told


def show(what: list[str], told: Any, *, as_json: bool) -> None:
    from rematch_devstack.commands.console import emit, safe, say, show_table

    if as_json:
        emit(json.dumps(told))
    elif what[0] == "stats":
        show_table(("what", "how many"), [(safe(name, 60), safe(str(each), 60)) for name, each in told.items()])
    elif not told:
        say("no imports" if what[0] == "list" else "no line failed")
    elif what[0] == "list":
        headings = ("import", "state", "lines", "new", "duplicate", "updated", "failed")
        show_table(headings, [row(one) for one in told], numbers=frozenset(headings[2:]))
    else:
        lines = [(one["line"], one["field"] or "-", safe(str(one["reason"]), 300)) for one in told]
        show_table(("line", "field", "what is wrong"), lines, numbers=frozenset({"line"}))


def row(one: Mapping[str, Any]) -> tuple[str, ...]:
    counts = (f"{one[name]:,}" for name in ("total", "new", "duplicate", "updated", "failed"))
    return (str(one["import_id"]), str(one["state"]), *counts)


def fate_in_words(told: Mapping[str, Any]) -> str:
    """One line of what became of a posting."""
    more = [f"{name} {told[name]}" for name in ("job_id", "stage", "field", "reason", "detail") if told.get(name)]
    return ", ".join([f"{told['ingest_id']} {told['state']}", *more])


def _api(found: Door) -> ServiceApi:
    return ServiceApi("ingest", found)
