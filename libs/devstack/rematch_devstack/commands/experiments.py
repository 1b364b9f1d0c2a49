"""`rematch experiments`: what came of experiments with verdicts, through match's API."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.door import MatchUrl
from rematch_devstack.commands.service_api import match_api
from rematch_devstack.errors import StackError

_PATH = "/v1/experiments"


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("list")(list_)
    app.command()(report)
    return app


def list_(as_json: options.Json = False, url: MatchUrl = None, data_dir: options.DataDir = None) -> None:
    """The experiments that were declared, the last one first."""
    from rematch_devstack.commands.console import emit, safe, say, show_table

    found = match_api(url, data_dir).ask("GET", _PATH)["experiments"]
    if as_json:
        emit(json.dumps(found))
    elif not found:
        say("no experiments")
    else:
        rows = [(one["name"], one["start"], _arms(one), "yes" if one["running"] else "no") for one in found]
        show_table(("name", "start", "arms", "running"), [[safe(cell, 200) for cell in row] for row in rows])


def report(
    name: Annotated[str | None, typer.Argument(help="Which  [default: the one that runs, else the last one]")] = None,
    as_json: options.Json = False,
    url: MatchUrl = None,
    data_dir: options.DataDir = None,
) -> None:
    """Outcomes by arm, as shares of people with intervals of 95 %, and how they differ from the first arm's."""
    from urllib.parse import quote

    from rematch_devstack.commands.console import emit

    api = match_api(url, data_dir)
    told = api.ask("GET", f"{_PATH}/{quote(name or last(api.ask('GET', _PATH)), safe='')}")
    if as_json:
        emit(json.dumps(told))
    else:
        show(told)


def show(told: Mapping[str, Any]) -> None:
    """For a person: arms side by side, an outcome a row; then the differences."""
    from rematch_devstack.commands.console import safe, say, show_table

    whose = f"of {told['tenant_id']}'s people" if told["tenant_id"] else "of all tenants' people"
    state = "running" if told["running"] else "not running"
    say(safe(f"{told['name']}, from {told['start']}, {state}; shares {whose}, with intervals of 95 %", 300))
    arms = [one["arm"] for one in told["results"]]
    show_table(("outcome", *(safe(arm) for arm in arms)), list(rows(told)))
    say("")
    headings = ("outcome", f"against {told['compared_with']}", "difference", "95 %", "says")
    show_table([safe(heading) for heading in headings], list(differences(told)))
    for note in told["notes"]:
        say(f"note: {safe(note, 300)}", "yellow")


def rows(told: Mapping[str, Any]) -> Iterator[list[str]]:
    arms = told["results"]
    yield ["shown", *(_counted(arm["shown"]) for arm in arms)]
    for outcome in arms[0]["outcomes"]:
        yield [outcome, *(_share(arm["outcomes"][outcome]) for arm in arms)]


def differences(told: Mapping[str, Any]) -> Iterator[list[str]]:
    for one in told["differences"]:
        bounds = f"{_points(one['low'])} to {_points(one['high'])}"
        yield [one["outcome"], one["arm"], _points(one["difference"]), bounds, one["reading"]]


def _share(one: Mapping[str, Any]) -> str:
    return f"{one['share']:.1%} ({one['low']:.1%} to {one['high']:.1%}), {_counted(one)}"


def _counted(one: Mapping[str, Any]) -> str:
    from rematch_devstack.commands.console import plural

    return f"{plural(one['persons'], 'person', 'people')}, {plural(one['pairs'], 'match', 'matches')}"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _arms(one: Mapping[str, Any]) -> str:
    return ", ".join(f"{arm['name']} {arm['share']:g}" for arm in one["arms"])


def last(told: Mapping[str, Any]) -> str:
    """The one that runs, if one does."""
    found = sorted(told["experiments"], key=lambda one: not one["running"])
    if not found:
        raise StackError("no experiment was declared: set REMATCH_EXPERIMENT for match")
    return str(found[0]["name"])
