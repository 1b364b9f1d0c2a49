"""`rematch explain match`: what was told of a match, read from match's audit and reckoned anew."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from rematch_devstack.commands import options
from rematch_devstack.errors import StackError

_DATABASE = "REMATCH_DATABASE_URL"


def explain(
    tenant: Annotated[str, typer.Argument(metavar="TENANT")],
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE")],
    job: Annotated[UUID, typer.Argument(metavar="JOB", help="The opening's id.")],
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """What each version of a match rested on, and whether the same score comes out again. Exit 1 where it doesn't."""
    from rematch_devstack.commands.console import emit, say

    words = (sys.executable, "-m", "rematch_match.offline_explain", tenant, candidate, str(job))
    done = subprocess.run(words, env=environment(data_dir), capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError((done.stderr.strip() or "it said nothing").rsplit("\n", 1)[-1])
    told = json.loads(done.stdout)
    if as_json:
        emit(done.stdout.rstrip("\n"))
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


def environment(data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What match's own command needs to know: told by the environment, else by the run in the data directory."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import of_run
    from rematch_devstack.roles import role_of

    if data_dir is None and (environ.get(_DATABASE) or environ.get(f"{_DATABASE}_FILE")):
        return dict(environ)
    target = of_run(data_dir or workspace.default_data_dir(environ))
    return {**environ, _DATABASE: target.postgres[role_of("match")], f"{_DATABASE}_FILE": ""}
