"""`rematch erasures`: who was to be forgotten, and which stores have done so; kept by ingest."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.keys import ask, environment

Since = Annotated[str | None, typer.Option(help="What was asked for since then: 2026-11-28, or a moment.")]


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("list")(list_)
    app.command()(show)
    app.command()(replay)
    return app


def list_(since: Since = None, as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """All erasures, oldest first."""
    from rematch_devstack.commands.console import emit, say, show_table

    found = ask(["list", *_since(since)], environment(data_dir), "erasures")
    if as_json:
        emit(json.dumps(found))
    elif not found:
        say("no erasures")
    else:
        show_table(("erasure", "tenant", "candidate", "asked", "state"), [row(one) for one in found])


def show(
    erasure_id: Annotated[str, typer.Argument(help="As the API gave it.")],
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """The receipts of one erasure, store by store."""
    from rematch_devstack.commands.console import emit, show_table

    found = ask(["show", erasure_id], environment(data_dir), "erasures")
    if as_json:
        emit(json.dumps(found))
    else:
        show_table(("store", "done", "gone by", "counts"), [store_row(one) for one in found["stores"]])


def replay(since: Since = None, as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """Erase them all again, in every store: after one of them came back from a backup."""
    from rematch_devstack.commands.console import emit, say

    done = ask(["replay", *_since(since)], environment(data_dir), "erasures")
    if as_json:
        emit(json.dumps(done))
    else:
        say(f"{done['replayed']} erased again; of these, {done['came_anew']} came anew and stay as they are")


def row(one: Mapping[str, Any]) -> tuple[str, ...]:
    state = f"done {_short(one['done_at'])}" if one["done_at"] else f"waits for {', '.join(one['outstanding'])}"
    return one["erasure_id"], one["tenant_id"], one["candidate_id"], _short(one["asked_at"]), state


def store_row(one: Mapping[str, Any]) -> tuple[str, ...]:
    counts = ", ".join(f"{count} {name}" for name, count in sorted(one["counts"].items()) if count)
    return one["store"], _short(one["done_at"]), _short(one["gone_by"]), counts or "-"


def _since(since: str | None) -> list[str]:
    return ["--since", since] if since else []


def _short(instant: str | None) -> str:
    return (instant or "-")[:16].replace("T", " ")
