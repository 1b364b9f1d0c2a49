"""`rematch keys`: access keys, made and revoked by ingest, which owns them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rematch_devstack.commands import options
from rematch_devstack.errors import StackError

# As ingest knows them; asked of it, they would cost every command its quick start.
SCOPES = (
    "postings:write",
    "candidates:write",
    "matches:read",
    "matches:write",
    "subscriptions:read",
    "subscriptions:write",
    "openings:read",
    "openings:write",
    "embed:write",
    "queue:work",
    "categories:read",
    "tenant:admin",
    "admin",
)

KINDS = ("tenant", "scraper", "admin")
UNLIMITED = "unlimited"
TENANT = re.compile(r"[A-Za-z0-9_.-]{1,64}")
KAFKA, DATABASE = "REMATCH_KAFKA_BOOTSTRAP", "REMATCH_DATABASE_URL"
_FILES = ("REMATCH_DATABASE_URL_FILE", "REMATCH_MIGRATIONS_URL_FILE")


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command()(create)
    app.command("list")(list_)
    app.command()(revoke)
    return app


def create(  # noqa: PLR0913, PLR0917 - an option of the command is an argument
    tenant: Annotated[str | None, typer.Option(help="Whose key it is; a scraper's or admin's needs none.")] = None,
    kind: Annotated[str, typer.Option(help="tenant, scraper or admin: tells its usual scopes.")] = "tenant",
    scope: Annotated[
        list[str] | None, typer.Option(help=f"Other scopes: {', '.join(SCOPES[:-1])} or {SCOPES[-1]}; often.")
    ] = None,
    rpm: Annotated[
        str | None,
        typer.Option(help="Requests a minute, or `unlimited`  [default: 60; an admin's is unlimited]"),
    ] = None,
    name: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Make a key. It is shown now and never again."""
    from rematch_devstack.commands.console import ERR, emit

    words = ["--kind", kind, *(word for each in scope or () for word in ("--scope", each))]
    for option, given in (("--tenant", tenant), ("--rpm", rpm), ("--name", name)):
        words += [f"{option}={given}"] if given is not None else []
    _check(tenant, kind, scope or (), rpm)
    made = ask(["create", *words], environment(data_dir))
    emit(json.dumps(made) if as_json else made["key"])
    if not as_json:
        ERR.print("keep it now: only its hash is stored, so it is never shown again", style="dim")


def _check(tenant: str | None, kind: str, scopes: Sequence[str], rpm: str | None) -> None:
    """StackError for what ingest would refuse, in a person's words."""
    from rematch_common.keys import SCOPES

    if kind not in KINDS:
        raise StackError(f"there is no kind {kind}: choose from {', '.join(KINDS)}")
    if tenant is None and kind == "tenant":
        raise StackError("--tenant says whose key it is; only a scraper's or an administrator's needs none")
    if tenant is not None and not TENANT.fullmatch(tenant):
        raise StackError("a tenant is named with 1 to 64 letters, digits, '_', '.' or '-'")
    if unknown := set(scopes) - set(SCOPES):
        raise StackError(f"there is no scope {min(unknown)}: choose from {', '.join(SCOPES)}")
    if rpm is not None and rpm != UNLIMITED and not (rpm.isascii() and rpm.isdecimal() and 0 < int(rpm) <= 1_000_000):
        raise StackError(f"--rpm {rpm}: give 1 to 1,000,000 requests a minute, or `{UNLIMITED}`")


def list_(
    tenant: options.Tenant = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """All keys, without their secrets."""
    from rematch_devstack.commands.console import emit, say, show_table

    keys = ask(["list", *([f"--tenant={tenant}"] if tenant is not None else [])], environment(data_dir))
    if as_json:
        emit(json.dumps(keys))
    elif not keys:
        say("no keys")
    else:
        show_table(COLUMNS, [row(key) for key in keys], numbers=frozenset({"a minute", "requests"}))


def revoke(
    key_id: Annotated[str, typer.Argument(help="The twelve characters after rmk_, or the whole key.")],
    data_dir: options.DataDir = None,
) -> None:
    """Revoke a key: it is refused everywhere within two seconds."""
    from rematch_devstack.commands.console import say

    revoked = ask(["revoke", key_id_of(key_id)], environment(data_dir))["revoked"]
    say(f"revoked {revoked}")


def key_id_of(text: str) -> str:
    """The id, whether a person gives it or the key that it is part of."""
    return text.removeprefix("rmk_").partition("_")[0]


COLUMNS = ("key id", "tenant", "kind", "name", "scopes", "a minute", "requests", "last used", "created", "state")


def row(key: Mapping[str, Any]) -> tuple[str, ...]:
    limit = (key.get("limits") or {}).get("requests_per_minute")
    return (
        key["key_id"],
        key["tenant_id"],
        key.get("kind") or "-",
        key.get("name") or "-",
        " ".join(key["scopes"]),
        "-" if limit is None else str(limit),
        str(key.get("requests", "-")),
        _day(key.get("last_used_at")),
        _day(key.get("created_at")),
        f"revoked {_day(key['revoked_at'])}" if key.get("revoked_at") else "in force",
    )


def environment(data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What ingest's own command needs to know: told by the environment, else by the run in the data directory."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import of_run
    from rematch_devstack.roles import OWNER, role_of

    if data_dir is None and environ.get(KAFKA) and (environ.get(DATABASE) or environ.get(f"{DATABASE}_FILE")):
        return dict(environ)
    target = of_run(data_dir or workspace.default_data_dir(environ))
    return {
        **{name: told for name, told in environ.items() if name not in _FILES},
        "REMATCH_KAFKA_BOOTSTRAP": target.bootstrap,
        "REMATCH_DATABASE_URL": target.postgres[role_of("ingest")],
        "REMATCH_MIGRATIONS_URL": target.postgres[OWNER],
    }


def ask(words: list[str], environ: Mapping[str, str], about: str = "keys") -> Any:
    """What ingest's command answers. StackError with its last word when it refuses."""
    command = (sys.executable, "-m", "rematch_ingest", about, *words)
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").rsplit("\n", 1)[-1]
        raise StackError(said.partition("error: ")[2] or said)
    return json.loads(done.stdout.strip().rsplit("\n", 1)[-1])


def _day(instant: str | None) -> str:
    return (instant or "-")[:16].replace("T", " ")
