"""`rematch candidates`: a tenant's people, through ingest's API."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.candidate_changes import consent, delete, patch
from rematch_devstack.commands.candidate_paths import Id, path_of
from rematch_devstack.commands.door import Url
from rematch_devstack.commands.service_api import ServiceApi, ingest_api
from rematch_devstack.errors import StackError

MOST_AT_ONCE = 1_000
_PAGE = 200


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    for command in (add, show, patch, approve, consent, cv, export, delete):
        app.command()(command)
    app.command("list")(list_)
    return app


def add(
    file: Annotated[str, typer.Argument(help="JSON, a list of it, or one candidate a line; - reads stdin.")],
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Add candidates, or put them in place of those of their ids. Exit 1 if one is refused."""
    from rematch_devstack.commands.console import complain, plural, safe, say

    items, api, refused = read_items(file), ingest_api(url, data_dir), 0
    for begin in range(0, len(items), MOST_AT_ONCE):
        told = api.ask("POST", "/v1/candidates", json=items[begin : begin + MOST_AT_ONCE], accept=(422,))
        if "results" not in told:
            raise StackError(str(told.get("detail")))
        for result in told["results"]:
            if not result["accepted"]:
                refused += 1
                complain(safe(f"{result['candidate_id'] or '?'}: {result['reason']}"))
    say(f"{plural(len(items) - refused, 'candidate')} accepted, {refused} refused")
    if refused:
        raise typer.Exit(1)


def show(candidate_id: Id, url: Url = None, data_dir: options.DataDir = None) -> None:
    """One candidate, as JSON."""
    _print(ingest_api(url, data_dir).ask("GET", path_of(candidate_id)))


def list_(  # noqa: PLR0913, PLR0917  # an option each
    status: Annotated[str | None, typer.Option(help="Only those of this status.")] = None,
    search: Annotated[str | None, typer.Option(help="How the id begins.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    as_json: options.Json = False,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """The tenant's candidates."""
    from rematch_devstack.commands.console import emit, safe, say, show_table

    people = list(_listed(ingest_api(url, data_dir), limit, {"status": status, "search": search}))
    if as_json:
        for person in people:
            emit(json.dumps(person))
    elif not people:
        say("no candidates")
    else:
        headings = ("id", "name", "status", "version", "headline")
        show_table(headings, [[safe(cell, 60) for cell in row(person)] for person in people])


def approve(
    candidate_ids: Annotated[list[str], typer.Argument(metavar="ID…", help="Whom to have matched from now on.")],
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Have candidates matched who wait for a review."""
    from rematch_devstack.commands.console import say

    api = ingest_api(url, data_dir)
    for candidate_id in candidate_ids:
        told = api.ask("POST", f"{path_of(candidate_id)}/approve")
        say(f"{told['candidate_id']} is {told['status']}, version {told['version']}")


def cv(
    candidate_id: Id,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PDF, .docx or plain text.")],
    apply: Annotated[bool, typer.Option("--apply", help="Take over what was read, as it was read.")] = False,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Upload a CV, and show what was read of it and in which line."""
    from rematch_devstack.commands.console import safe, say, show_table

    api = ingest_api(url, data_dir)
    with file.open("rb") as opened:
        draft = api.ask("POST", f"{path_of(candidate_id)}/cv", files={"file": (file.name, opened)})
    told = [(one["field"], str(one["value"]), str(one["line"]), one["text"]) for one in draft["evidence"]]
    show_table(("field", "value", "line", "text"), [[safe(cell, 80) for cell in line] for line in told])
    if apply and draft["fields"]:
        person = api.ask("PUT", f"{path_of(candidate_id)}/cv/draft", json=draft["fields"])
        say(f"{person['candidate_id']} is at version {person['version']}")


def export(candidate_id: Id, url: Url = None, data_dir: options.DataDir = None) -> None:
    """All that is held about a candidate, as JSON."""
    _print(ingest_api(url, data_dir).ask("GET", f"{path_of(candidate_id)}/export"))


def read_items(file: str) -> list[Any]:
    """One JSON document, or one a line. StackError for what is neither."""
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StackError(f"{file} can't be read: {getattr(error, 'strerror', None) or 'it is no UTF-8'}") from None
    try:
        told = json.loads(text)
    except ValueError:
        told = [_line(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    items = told if isinstance(told, list) else [told]
    if not items:
        raise StackError(f"{file} holds no candidates")
    return items


def row(person: dict[str, Any]) -> Sequence[str]:
    name = " ".join(part for part in (person.get("first_name"), person.get("last_name")) if part)
    return (person["candidate_id"], name, person["status"], str(person["version"]), person.get("headline") or "")


def _line(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise StackError(f"line {number} is not JSON") from None


def _listed(api: ServiceApi, limit: int, wanted: dict[str, str | None]) -> Iterator[dict[str, Any]]:
    query: dict[str, Any] = {name: value for name, value in wanted.items() if value}
    while limit > 0:
        page = api.ask("GET", "/v1/candidates", params={**query, "limit": min(limit, _PAGE)})
        yield from page["candidates"]
        limit -= len(page["candidates"])
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


def _print(told: Any) -> None:
    from rematch_devstack.commands.console import emit

    emit(json.dumps(told, indent=2, ensure_ascii=False))
