"""`rematch explain match`: what was told of a match, read from match's audit and reckoned anew."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any
from uuid import UUID

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.own_commands import environment, output_of


def explain(
    tenant: Annotated[str, typer.Argument(metavar="TENANT")],
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE")],
    job: Annotated[UUID, typer.Argument(metavar="JOB", help="The opening's id.")],
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """What each version of a match rested on, and whether the same score comes out again. Exit 1 where it doesn't."""
    from rematch_devstack.commands.console import emit, say

    words = "rematch_match.offline_explain", tenant, candidate, str(job)
    said = output_of(*words, environ=environment("match", data_dir))
    told = json.loads(said)
    if as_json:
        emit(said.rstrip("\n"))
    elif told["told"]:
        for version in told["told"]:
            show(version)
    else:
        say(told["text"], "yellow")
    raise typer.Exit(0 if all(version["equal"] for version in told["told"]) else 1)


def show(version: Mapping[str, Any]) -> None:
    """One version for a person: whether it still holds, and what it rested on."""
    from rematch_devstack.commands.console import safe, say, show_table

    say(verdict(version), "green" if version["equal"] else "red")
    for name, value in about(version):
        say(f"  {name:<10} {safe(value)}")
    rows = [
        (f["name"], f"{f['score']:g}", f"{f['weight']:g}", "" if f["known"] else "not known")
        for f in version["factors"]
    ]
    show_table(("factor", "score", "weight", ""), rows)


def verdict(version: Mapping[str, Any]) -> str:
    """In one sentence."""
    told = f"version {version['version']} was told with {version['score']:g}"
    if version["why_not"]:
        return f"{told}, and can't be replayed: {version['why_not']}"
    return f"{told}, and the replay gives {'the same' if version['equal'] else format(version['replayed'], 'g')}"


def about(version: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """When and why it was told, and which versions of everything it rested on."""
    yield "told", version["told_at"][:19].replace("T", " ")
    yield "trigger", version["trigger"]
    yield from ((name.replace("_", " "), str(value)) for name, value in sorted(version["versions"].items()))
