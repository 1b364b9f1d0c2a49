"""`rematch keys`: access keys, made and revoked by ingest, which owns them."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
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
    "openings:read",
    "openings:write",
    "embed:write",
    "queue:work",
    "categories:read",
    "admin",
)

TENANT = re.compile(r"[A-Za-z0-9_.-]{1,64}")
NEEDED = ("REMATCH_KAFKA_BOOTSTRAP", "REMATCH_DATABASE_URL")


def commands() -> typer.Typer:
    app = typer.Typer(no_args_is_help=True)
    app.command()(create)
    app.command("list")(list_)
    app.command()(revoke)
    return app


def create(
    tenant: Annotated[str, typer.Option(help="Whose key it is.")],
    scope: Annotated[list[str], typer.Option(help=f"{', '.join(SCOPES[:-1])} or {SCOPES[-1]}; often.")],
    name: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """Make a key. It is shown now and never again."""
    from rematch_common.keys import SCOPES
    from rematch_devstack.commands.console import ERR, emit

    if not TENANT.fullmatch(tenant):
        raise StackError("a tenant is named with 1 to 64 letters, digits, '_', '.' or '-'")
    if unknown := set(scope) - set(SCOPES):
        raise StackError(f"there is no scope {min(unknown)}: choose from {', '.join(SCOPES)}")
    scopes = [word for each in scope for word in ("--scope", each)]
    made = ask(["create", "--tenant", tenant, *scopes, *(["--name", name] if name else [])], environment(data_dir))
    emit(json.dumps(made) if as_json else made["key"])
    if not as_json:
        ERR.print("keep it now: only its hash is stored, so it is never shown again", style="dim")


def list_(
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's.")] = None,
    as_json: options.Json = False,
    data_dir: options.DataDir = None,
) -> None:
    """All keys, without their secrets."""
    from rematch_devstack.commands.console import emit, say, show_table

    keys = ask(["list", *(["--tenant", tenant] if tenant else [])], environment(data_dir))
    if as_json:
        emit(json.dumps(keys))
    elif not keys:
        say("no keys")
    else:
        show_table(("key id", "tenant", "name", "scopes", "created", "state"), [row(key) for key in keys])


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


def row(key: Mapping[str, Any]) -> tuple[str, ...]:
    state = f"revoked {_day(key['revoked_at'])}" if key.get("revoked_at") else "in force"
    return (
        key["key_id"],
        key["tenant_id"],
        key.get("name") or "-",
        " ".join(key["scopes"]),
        _day(key.get("created_at")),
        state,
    )


def environment(data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What ingest's own command needs to know: told by the environment, else by the run in the data directory."""
    from rematch_devstack import workspace
    from rematch_devstack.commands.target import of_run
    from rematch_devstack.roles import OWNER, role_of

    if data_dir is None and all(environ.get(name) for name in NEEDED):
        return dict(environ)
    target = of_run(data_dir or workspace.default_data_dir(environ))
    return {
        **environ,
        "REMATCH_KAFKA_BOOTSTRAP": target.bootstrap,
        "REMATCH_DATABASE_URL": target.postgres[role_of("ingest")],
        "REMATCH_MIGRATIONS_URL": target.postgres[OWNER],
    }


def ask(words: list[str], environ: Mapping[str, str]) -> Any:
    """What ingest's command answers. StackError with its last word when it refuses."""
    command = (sys.executable, "-m", "rematch_ingest", "keys", *words)
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").rsplit("\n", 1)[-1]
        raise StackError(said.partition("error: ")[2] or said)
    return json.loads(done.stdout.strip().rsplit("\n", 1)[-1])


def _day(instant: str | None) -> str:
    return (instant or "-")[:16].replace("T", " ")
