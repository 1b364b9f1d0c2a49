"""`rematch subscriptions`: who is told of what, where and when, through notify's API."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options, subscribing
from rematch_devstack.commands.door import NotifyUrl
from rematch_devstack.commands.service_api import notify_api

Id = Annotated[str, typer.Argument(metavar="ID", help="The subscription's id.")]
Where = Annotated[
    list[str] | None,
    typer.Option(help="NAME=VALUE[,VALUE]: min_score=70, min_grade=B, skills=python,go, locations=Berlin; often."),
]
To = Annotated[str | None, typer.Option(help="The address there: an e-mail address, a webhook's https address, …")]
Pace = Annotated[str | None, typer.Option(help="at_once, hourly, daily or daily@08:30.")]
Quiet = Annotated[str | None, typer.Option(help="When nothing is told: 22:00-07:00, or none.")]
Zone = Annotated[str | None, typer.Option(help="By which clock: Europe/Berlin.")]
Cap = Annotated[str | None, typer.Option(help="At most so many: 10/day, 3/hour, 50/week, or none.")]
_PATH = "/v1/subscriptions"


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("list")(list_)
    for command in (create, show, change, delete, resume, test):
        app.command()(command)
    return app


def create(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    subscriber: Annotated[str, typer.Argument(help="candidate:ID, recruiter:NAME or operator:NAME (of alerts).")],
    channel: Annotated[str, typer.Option(help="email, telegram, slack, discord, webhook, log.")],
    to: Annotated[str, typer.Option(help="The address there.")],
    where: Where = None,
    pace: Pace = None,
    quiet: Quiet = None,
    zone: Zone = None,
    cap: Cap = None,
    url: NotifyUrl = None,
    data_dir: options.DataDir = None,
) -> None:
    """Subscribe somebody, and print the subscription as JSON. A webhook's secret is shown now and never again."""
    from rematch_devstack.commands.console import emit

    about = "alerts" if subscriber.startswith("operator:") else "matches"
    wish = {"subscriber": subscriber, "about": about, "channel": channel, "filter": subscribing.filter_of(where or ())}
    wish |= subscribing.fields(to, pace, quiet, zone, cap)
    emit(json.dumps(notify_api(url, data_dir).ask("POST", _PATH, json=wish), indent=2, ensure_ascii=False))


def list_(as_json: options.Json = False, url: NotifyUrl = None, data_dir: options.DataDir = None) -> None:
    """All of the tenant's, the oldest first."""
    from rematch_devstack.commands.console import emit, safe, say, show_table

    api, found, cursor = notify_api(url, data_dir), [], None
    while True:
        page = api.ask("GET", _PATH, params={"limit": 200} | ({"cursor": cursor} if cursor else {}))
        found += page["subscriptions"]
        if (cursor := page["next"]) is None:
            break
    if as_json:
        emit(json.dumps(found))
    elif not found:
        say("no subscriptions")
    else:
        headings = ("id", "subscriber", "wants", "channel", "to", "pace", "state")
        show_table(headings, [[safe(cell, 50) for cell in row(one)] for one in found])


def show(one: Id, url: NotifyUrl = None, data_dir: options.DataDir = None) -> None:
    """One of them, and the last messages that it was sent, as JSON."""
    from rematch_devstack.commands.console import emit

    api = notify_api(url, data_dir)
    told = api.ask("GET", f"{_PATH}/{one}")
    told["messages"] = api.ask("GET", f"{_PATH}/{one}/messages", params={"limit": 10})["messages"]
    emit(json.dumps(told, indent=2, ensure_ascii=False))


def change(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    one: Id,
    where: Where = None,
    to: To = None,
    pace: Pace = None,
    quiet: Quiet = None,
    zone: Zone = None,
    cap: Cap = None,
    off: Annotated[bool, typer.Option("--off", help="Tell nothing more until it is resumed.")] = False,
    url: NotifyUrl = None,
    data_dir: options.DataDir = None,
) -> None:
    """Change what is given, and leave the rest as it is."""
    from rematch_devstack.commands.console import emit

    changes = subscribing.fields(to, pace, quiet, zone, cap)
    changes |= {"filter": subscribing.filter_of(where)} if where else {}
    changes |= {"state": "off"} if off else {}
    emit(json.dumps(notify_api(url, data_dir).ask("PATCH", f"{_PATH}/{one}", json=changes), ensure_ascii=False))


def delete(one: Id, url: NotifyUrl = None, data_dir: options.DataDir = None) -> None:
    """Forget one of them, and what it was told."""
    from rematch_devstack.commands.console import say

    notify_api(url, data_dir).ask("DELETE", f"{_PATH}/{one}")
    say(f"{one} is gone")


def resume(one: Id, url: NotifyUrl = None, data_dir: options.DataDir = None) -> None:
    """Go on with one that is off or unlinked."""
    from rematch_devstack.commands.console import say

    told = notify_api(url, data_dir).ask("POST", f"{_PATH}/{one}/resume")
    say(f"{one} is {told['state']}")


def test(one: Id, url: NotifyUrl = None, data_dir: options.DataDir = None) -> None:
    """Send a message that says nothing, to see whether it arrives. Exit 1 when it doesn't."""
    from rematch_devstack.commands.console import safe, say

    told = notify_api(url, data_dir).ask("POST", f"{_PATH}/{one}/test")
    say(f"{told['outcome']}: {safe(told['answer'], 200)}" if told["answer"] else told["outcome"])
    if told["outcome"] != "sent":
        raise typer.Exit(1)


def row(one: Mapping[str, Any]) -> tuple[str, ...]:
    wants = " ".join(f"{name}={_short(value)}" for name, value in one["filter"].items()) or f"all {one['about']}"
    pace = f"daily@{one['daily_at']}" if one["pace"] == "daily" else one["pace"]
    return one["subscription_id"], one["subscriber"], wants, one["channel"], one["target"], pace, one["state"]


def _short(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)
