"""`rematch index`: match's indexes against its tables, and the way to write them anew while searches go on."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.own_commands import environment, output_of

_EVERY, _STILL = 0.5, 10.0
NoWait = Annotated[bool, typer.Option("--no-wait", help="Only ask for it; `rematch index status` says how far it is.")]
Ask = Callable[..., Any]


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
    from rematch_devstack.commands.console import ERR, emit, say

    ask = _asking(data_dir)
    number = ask(kind)["id"]
    if no_wait:
        say(f"asked for: {kind} {number}")
        return None
    seen = Progress()
    while not (now := ask("status", str(number)))["done_at"]:
        if not as_json and (line := seen.news(now, time.monotonic())):
            ERR.print(line, style="dim")
        time.sleep(_EVERY)
    emit(json.dumps(now)) if as_json else say(told(now))
    return dict(now)


@dataclass
class Progress:
    """What is worth a line while somebody waits."""

    shown: str = ""
    since: float | None = None

    def news(self, now: Mapping[str, Any], at: float) -> str | None:
        line = told(now)
        if line != self.shown:
            self.shown, self.since = line, at
            return line
        if self.since is not None and at - self.since > _STILL:
            self.since = None  # once
            return "nothing moves: is match running? What was asked for before comes first. Ctrl-C only stops looking"
        return None


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
    return lambda *words: json.loads(output_of("rematch_match.index_asking", *words, environ=environ))
