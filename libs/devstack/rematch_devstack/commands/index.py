"""`rematch index`: match's indexes against its tables, and the way to write them anew while searches go on."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.own_commands import environment, output_of
from rematch_devstack.errors import StackError

_EVERY = 0.5
NoWait = Annotated[bool, typer.Option("--no-wait", help="Only ask for it; `rematch index status` says how far it is.")]
Ask = Callable[[str], Any]


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command()(status)
    app.command()(check)
    app.command()(rebuild)
    return app


def status(as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """How far the newest check or rebuilding is."""
    from rematch_devstack.commands.console import emit, say

    found = _asking(data_dir)("status")
    if as_json:
        emit(json.dumps(found))
    else:
        say(told(found) if found else "nothing was ever asked for")


def check(no_wait: NoWait = False, as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """Compare the vector index and the index of skills with the tables. Exit 1 where they differ."""
    done = _follow("check", no_wait, as_json, data_dir)
    if done and (done["wrong"] or done["skills_wrong"]):
        raise typer.Exit(1)


def rebuild(no_wait: NoWait = False, as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """Write all vectors and skills into the indexes once more, from the tables, while match runs and searches go on."""
    _follow("rebuild", no_wait, as_json, data_dir)


def _follow(kind: str, no_wait: bool, as_json: bool, data_dir: Any) -> Mapping[str, Any] | None:
    from rematch_devstack.commands.console import emit, say

    ask = _asking(data_dir)
    number = ask(kind)["id"]
    if no_wait:
        say(f"asked for: {kind} {number}")
        return None
    shown = ""
    while True:
        now: Mapping[str, Any] = ask("status")
        if now["id"] != number:
            raise StackError(f"{kind} {number} was followed by {now['kind']} {now['id']}: see `rematch index status`")
        if now["done_at"]:
            break
        shown = _progress(now, shown, as_json)
        time.sleep(_EVERY)
    emit(json.dumps(now)) if as_json else say(told(now))
    return now


def _progress(now: Mapping[str, Any], shown: str, as_json: bool) -> str:
    from rematch_devstack.commands.console import ERR

    line = told(now)
    if line != shown and not as_json:
        ERR.print(line, style="dim")
    return line


def told(now: Mapping[str, Any]) -> str:
    """One line for a person."""
    where = "done" if now["done_at"] else f"step {now['stage'] + 1} of 5"
    verb = "mended" if now["kind"] == "rebuild" else "differ"
    return (
        f"{now['kind']} {now['id']}: {where}, {now['looked']:,} looked at; {verb}: {now['wrong']:,} in the vector "
        f"index, {now['skills_wrong']:,} in that of skills"
    )


def _asking(data_dir: Any) -> Ask:
    environ = environment("match", data_dir)
    return lambda word: json.loads(output_of("rematch_match.index_asking", word, environ=environ))
