"""`rematch categories`: the search categories, through ingest's API."""

import json
from typing import Annotated, Any
from urllib.parse import quote

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.door import Url
from rematch_devstack.commands.service_api import ServiceApi, ingest_api

Slug = Annotated[str, typer.Argument(help="Letters, digits and _.")]


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command("list")(list_)
    for command in (put, delete):
        app.command()(command)
    return app


def list_(as_json: options.Json = False, url: Url = None, data_dir: options.DataDir = None) -> None:
    """All categories, and the words of titles that belong to each."""
    from rematch_devstack.commands.console import emit, safe, show_table

    found = _all(ingest_api(url, data_dir))
    if as_json:
        emit(json.dumps(found))
        return
    rows = [(one["slug"], one["name"], one["origin"], ", ".join(one["keywords"])) for one in found]
    show_table(("slug", "name", "origin", "keywords"), [[safe(cell, 200) for cell in row] for row in rows])


def _all(api: ServiceApi) -> list[dict[str, Any]]:
    page = api.ask("GET", "/v1/categories")
    found = list(page["categories"])
    while page["next"] is not None:
        page = api.ask("GET", "/v1/categories", params={"cursor": page["next"]})
        found += page["categories"]
    return found


def put(
    slug: Slug,
    name: Annotated[str, typer.Option(help="As people call it.")],
    keyword: Annotated[list[str] | None, typer.Option(help="A word or phrase of titles; often.")] = None,
    url: Url = None,
    data_dir: options.DataDir = None,
) -> None:
    """Add a category, or change one. Needs an admin's key."""
    from rematch_devstack.commands.console import plural, safe, say

    told = ingest_api(url, data_dir).ask("PUT", _path(slug), json={"name": name, "keywords": keyword or []})
    say(f"{safe(told['slug'], 64)} has {plural(len(told['keywords']), 'keyword')}")


def delete(slug: Slug, url: Url = None, data_dir: options.DataDir = None) -> None:
    """Remove a category. Needs an admin's key."""
    from rematch_devstack.commands.console import safe, say

    ingest_api(url, data_dir).ask("DELETE", _path(slug))
    say(f"removed {safe(slug, 64)}")


def _path(slug: str) -> str:
    return f"/v1/categories/{quote(slug, safe='')}"
