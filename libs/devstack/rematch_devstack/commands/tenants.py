"""`rematch tenants`: tenants and what they have chosen, kept by ingest, which owns them."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.commands.keys import TENANT, ask, environment
from rematch_devstack.errors import StackError

Tenant = Annotated[str, typer.Argument(help="1 to 64 letters, digits, '_', '.' or '-'.")]
Choices = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME=VALUE", help="What it chooses: the value as JSON, or as it is. `null` takes it back."),
]
# What everybody has, and what tells two tenants apart; --json tells the rest.
_SHOWN = ("version", "name", "active", "min_score", "own_topic", "retention_days", "ready_without_approval")


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command()(create)
    app.command("list")(list_)
    app.command("set")(set_)
    app.command()(delete)
    return app


def create(
    tenant: Tenant, choices: Choices = None, as_json: options.Json = False, data_dir: options.DataDir = None
) -> None:
    """Make a tenant."""
    _change("create", tenant, choices, (as_json, data_dir))


def set_(tenant: Tenant, choices: Choices, as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """Change what a tenant has chosen: min_score=50 'platforms=["lever"]' own_topic=true."""
    _change("set", tenant, choices, (as_json, data_dir))


def delete(tenant: Tenant, data_dir: options.DataDir = None) -> None:
    """Forget a tenant without candidates, and revoke its keys."""
    from rematch_devstack.commands.console import say

    say(f"deleted {ask(['delete', _named(tenant)], environment(data_dir), 'tenants')['deleted']}")


def list_(as_json: options.Json = False, data_dir: options.DataDir = None) -> None:
    """All tenants that were made, or have chosen something."""
    from rematch_devstack.commands.console import emit, say, show_table

    tenants = ask(["list"], environment(data_dir), "tenants")
    if as_json:
        emit(json.dumps(tenants))
    elif not tenants:
        say("no tenants")
    else:
        show_table(("tenant", *_SHOWN), [row(tenant) for tenant in tenants], numbers=frozenset({"version"}))


def row(tenant: Mapping[str, Any]) -> tuple[str, ...]:
    return (tenant["tenant_id"], *(_word(tenant.get(name)) for name in _SHOWN))


def chosen(choices: list[str]) -> dict[str, Any]:
    """What a person has written as NAME=VALUE. StackError for what is nothing of the kind."""
    told: dict[str, Any] = {}
    for choice in choices:
        name, equals, value = choice.partition("=")
        if not equals or not name.isidentifier():
            raise StackError(f"{choice!r}: write NAME=VALUE, for example min_score=50")
        try:
            told[name] = json.loads(value)
        except ValueError:  # a name or a title needs no quotation marks
            told[name] = value
    return told


def _change(command: str, tenant: str, choices: list[str] | None, told: tuple[bool, Any]) -> None:
    from rematch_devstack.commands.console import emit, say

    as_json, data_dir = told
    words = [command, _named(tenant), json.dumps(chosen(choices or []))]
    changed = ask(words, environment(data_dir), "tenants")
    if as_json:
        emit(json.dumps(changed))
    else:
        say(f"{changed['tenant_id']} is at version {changed['version']}")


def _named(tenant: str) -> str:
    if not TENANT.fullmatch(tenant) or tenant.startswith("-"):
        raise StackError("a tenant is named with 1 to 64 letters, digits, '_', '.' or '-'")
    return tenant


def _word(value: object) -> str:
    return "-" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)
