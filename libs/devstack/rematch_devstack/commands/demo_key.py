"""The demo tenant's access key: made once, kept beside the data that it belongs to."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import orjson

from rematch_devstack.errors import StackError
from rematch_devstack.processes import Command, run
from rematch_devstack.roles import OWNER, role_of

TENANT = "demo"
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
    "tenant:admin",
)
FILE = "demo.key"
TIMEOUT = 60.0


def kept(data_dir: Path) -> str | None:
    """The key of an earlier run."""
    try:
        return (data_dir / FILE).read_text().strip() or None
    except OSError:
        return None


def keep(data_dir: Path, key: str) -> None:
    """For this user's eyes only, from its first byte on."""
    fresh = data_dir / f"{FILE}.tmp"
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    fresh.replace(data_dir / FILE)


async def make(data_dir: Path, bootstrap: str, postgres: Mapping[str, str]) -> str:
    """A new key, by ingest's own command. StackError when it says no."""
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    # Without limit: whoever sits at this machine uses it, and match asks embed with it.
    words = ("keys", "create", "--tenant", TENANT, "--name", "demo", "--rpm", "unlimited", *scopes)
    environment = {
        "REMATCH_KAFKA_BOOTSTRAP": bootstrap,
        "REMATCH_DATABASE_URL": postgres[role_of("ingest")],
        "REMATCH_MIGRATIONS_URL": postgres[OWNER],
    }
    command = Command((sys.executable, "-m", "rematch_ingest", *words), environment)
    try:
        code, said = await run("keys", command, TIMEOUT)
    except TimeoutError:
        raise StackError(f"the demo's access key could not be made within {TIMEOUT:.0f} s") from None
    last = said.strip().rsplit("\n", 1)[-1]
    if code != 0:
        raise StackError(f"the demo's access key could not be made: {last}")
    key = str(orjson.loads(last)["key"])
    keep(data_dir, key)
    return key
