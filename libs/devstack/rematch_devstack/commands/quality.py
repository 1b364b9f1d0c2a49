"""`rematch quality`: how good matches are, by what people did with them, through match's API."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.door import MatchUrl
from rematch_devstack.commands.service_api import match_api

_PATH = "/v1/quality"
# Characters of a bar from 0 to 1.
_WIDE = 30
Window = Annotated[Literal["7d", "30d", "90d"], typer.Option(help="Matches that were first shown in these days.")]
By = Annotated[
    Literal["profile", "family", "tenant"], typer.Option(help="How people are grouped; family: by occupation.")
]


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.callback()(_group)
    app.command()(report)
    return app


def _group() -> None:
    """Whatever is one command today keeps its name when there are more."""


def report(
    window: Window = "30d",
    by: By = "profile",
    as_json: options.Json = False,
    url: MatchUrl = None,
    data_dir: options.DataDir = None,
) -> None:
    """Measures of all people and by groups: means over people, with intervals of 95 %."""
    from rematch_devstack.commands.console import emit

    told = match_api(url, data_dir).ask("GET", _PATH, params={"window": window, "by": by})
    if as_json:
        emit(json.dumps(told))
    else:
        show(told)


def show(told: Mapping[str, Any]) -> None:
    """For a person: all as bars, then the groups side by side."""
    from rematch_devstack.commands.console import plural, safe, say, show_table

    whose = f"of {told['tenant_id']}'s people" if told["tenant_id"] else "of all tenants' people"
    shown = f"{_people(told['overall'])}, {plural(told['overall']['matches'], 'match', 'matches')}"
    say(safe(f"quality {whose} over {told['window']}: {shown}; means over people, with intervals of 95 %", 300))
    show_table(("measure", "", "mean", "95 %", "of"), list(bars(told["overall"])))
    say("")
    show_table([safe(heading, 200) for heading in (told["by"], *columns(told))], list(groups(told)))
    if told["cut_off"]:
        say("note: there are more people than were read, who were chosen by lot (REMATCH_QUALITY_PEOPLE)", "yellow")
    if not told["overall"]["people"]:
        say("note: nobody was shown a ranked list of matches in these days, GET /v1/candidates/ID/matches", "yellow")


def bars(figures: Mapping[str, Any]) -> Iterator[list[str]]:
    """A measure a row, the time to hire last."""
    from rematch_devstack.commands.console import plural

    for name, one in figures["measures"].items():
        of = plural(one["people"], "person", "people")
        if one["value"] is None:
            yield [name, "", one["reading"], "", of]
        else:
            yield [name, bar(one), f"{one['value']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}", of]
    hire = figures["days_to_hire"]
    bounds = f"{hire['low']:.1f} to {hire['high']:.1f}" if hire["value"] is not None else ""
    yield ["days to hire", "", _days(hire), bounds, plural(hire["hires"], "hire")]


def bar(one: Mapping[str, Any]) -> str:
    """█ to where the mean is, ─ over the interval where there is no bar, · over the rest."""
    low, mean, high = (round(one[name] * _WIDE) for name in ("low", "value", "high"))
    return "".join("█" if at < mean else "─" if low <= at < high else "·" for at in range(_WIDE))


def groups(told: Mapping[str, Any]) -> Iterator[list[str]]:
    from rematch_devstack.commands.console import safe

    for one in told["groups"]:
        values = (one["measures"][name] for name in one["measures"])
        cells = (one["reading"] if one["value"] is None else f"{one['value']:.3f}" for one in values)
        yield [safe(one["name"], 200), _people(one), *cells, _days(one["days_to_hire"])]


def columns(told: Mapping[str, Any]) -> list[str]:
    return ["shown", *told["overall"]["measures"], "days to hire"]


def _people(figures: Mapping[str, Any]) -> str:
    from rematch_devstack.commands.console import plural

    return plural(figures["people"], "person", "people")


def _days(hire: Mapping[str, Any]) -> str:
    return str(hire["reading"]) if hire["value"] is None else f"{hire['value']:.1f}"
