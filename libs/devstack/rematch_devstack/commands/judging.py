"""`rematch eval dedup` and `rematch explain dedup`: the decision of the service itself, on ads in a file."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from rematch_devstack.commands import explaining, options
from rematch_devstack.commands.matching import evaluate_matching

# What of an ad each veto looks at.
_LOOKS_AT = {
    "company": ("company", "agency"),
    "country": ("places",),
    "city": ("places", "workplace"),
    "seniority": ("seniority", "level"),
    "requisition": ("requisitions",),
    "salary": ("pay",),
    "employment": ("employment",),
    "experience": ("years",),
    "title": ("title", "focus"),
    "client": ("client",),
}


def evaluations() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("dedup")(evaluate)
    app.command("match")(evaluate_matching)
    return app


def explanations() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("dedup")(explain)
    app.command("match")(explaining.explain)
    return app


def evaluate(
    file: Annotated[str, typer.Argument(metavar="FILE.jsonl", help="A posting a line, with its `cluster` and `kind`.")],
) -> None:
    """Decide about the ads of a file, in order, and print how well that went. Exit 1 if the file can't be read."""
    raise typer.Exit(subprocess.run(_command("eval", file), check=False).returncode)


def explain(
    one: Annotated[str, typer.Argument(metavar="FILE:LINE", help="A posting in a file.")],
    other: Annotated[str, typer.Argument(metavar="[FILE:]LINE", help="Another one, in the same file or elsewhere.")],
    as_json: options.Json = False,
) -> None:
    """Whether two ads are taken for one opening, and why. Exit 1 if one of them can't be read."""
    from rematch_devstack.commands.console import emit

    done = subprocess.run(_command("explain", one, other), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
    if as_json:
        emit(done.stdout.rstrip("\n"))
    else:
        show(json.loads(done.stdout), (one, other))


def _command(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "rematch_dedup.offline", *words)


def show(told: Mapping[str, Any], names: tuple[str, str]) -> None:
    """The explanation for a person: the answer first, then what speaks for it and against it."""
    from rich.text import Text

    from rematch_devstack.commands.console import safe, say, show_table

    against = [name for name, objects in told["vetoes"].items() if objects]
    say("the same opening" if told["same"] else "different openings", "green" if told["same"] else "red")
    for name, value in _summary(told, against):
        say(f"  {name:<12} {safe(value)}")
    rows = [
        (Text("against", "red") if told["vetoes"][name] else Text("-"), name, *(safe(_says(ad, name)) for ad in ads))
        for name, ads in ((name, told["read"]) for name in told["vetoes"])
    ]
    show_table(("", "veto", *(safe(name) for name in names)), rows)
    for doubt in doubts(told, against):
        say(f"doubt: {doubt}", "yellow")


def _summary(told: Mapping[str, Any], against: Sequence[str]) -> Iterator[tuple[str, str]]:
    """`text` and what follows from it was not looked at where a veto had spoken before."""
    evidence = told["evidence"]
    yield "decided by", f"veto: {', '.join(against)}" if against else told["stage"]
    if not against:
        yield "similarity", f"{told['similarity']:.3f}"
    if "shared_text" in evidence:
        yield "shared text", f"{evidence['shared_text']:.0%} of the shorter one, {evidence['jaccard']:.0%} of both"
    yield "agree on", ", ".join(evidence.get("agree", ())) or "nothing"


def doubts(told: Mapping[str, Any], against: Sequence[str]) -> list[str]:
    """What a person should know before trusting the answer."""
    found = [str(doubt) for doubt in told.get("doubts", ())]
    if not told["shared_blocks"] and not against:
        found.append("they share no block, so the service never compares the two")
    if len(against) == 1:
        found.append(f"only the {against[0]} keeps them apart")
    if not against and told["stage"] == "grey":
        found.append("the texts alone don't tell; company, title, facts and skills together do")
    return found


def _says(ad: Mapping[str, Any], veto: str) -> str:
    """What the ad says about what a veto looks at."""
    said = (_words(ad.get(field), field) for field in _LOOKS_AT.get(veto, ()))
    return ", ".join(word for word in said if word) or "-"


def _words(value: Any, field: str) -> str:
    if isinstance(value, bool):
        return field if value else ""
    if isinstance(value, list):
        between = " / " if field == "places" else " "
        return between.join(_words(part, "") for part in value if part is not None)
    if isinstance(value, float):
        return f"{value:,.6g}"
    return "" if value is None else f"{field} {value}" if field == "level" else str(value)
