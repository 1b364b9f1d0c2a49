"""python -m rematch_ingest: the service. With `keys create|list|revoke`: the access keys (see `rematch keys`)."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

import orjson
from pydantic import ValidationError

from rematch_common.clock import utc_now
from rematch_common.contracts import AccessKey, fault_of
from rematch_common.errors import DependencyAway
from rematch_common.keys import SCOPES
from rematch_common.logs import configure
from rematch_common.service import main
from rematch_ingest.bootstrap import NAME, access_keys, build
from rematch_ingest.handlers.keys import create_key
from rematch_ingest.settings import Settings


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rematch_ingest keys")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create")
    create.add_argument("--tenant", required=True)
    create.add_argument("--name")
    create.add_argument("--scope", action="append", choices=SCOPES, required=True)
    commands.add_parser("list").add_argument("--tenant")
    commands.add_parser("revoke").add_argument("key_id")
    return parser.parse_args(words)


async def _keys(arguments: argparse.Namespace, settings: Settings) -> object:
    """What the command found or did, as JSON."""
    async with access_keys(settings) as keys:
        if arguments.command == "create":
            return {"key": await create_key(keys, arguments.tenant, arguments.scope, arguments.name, utc_now)}
        if arguments.command == "list":
            return [key.model_dump(mode="json", exclude={"sha256"}) for key in await keys.all(arguments.tenant)]
        key = await keys.revoke(arguments.key_id, utc_now())
        if key is None:
            raise LookupError(f"there is no key {arguments.key_id}")
        return {"revoked": key.key_id}


def _run_keys(words: Sequence[str], settings: Settings) -> None:
    try:
        told = asyncio.run(_keys(_arguments(words), settings))
    except (DependencyAway, LookupError) as error:
        sys.exit(str(error))
    except ValidationError as error:
        sys.exit(fault_of(AccessKey, error)[1])
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


if __name__ == "__main__":
    settings = Settings()
    configure(NAME, "WARNING" if sys.argv[1:2] == ["keys"] else settings.log_level)
    if sys.argv[1:2] == ["keys"]:
        _run_keys(sys.argv[2:], settings)
    else:
        main(lambda: build(settings))
