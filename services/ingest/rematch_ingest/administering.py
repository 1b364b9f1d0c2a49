"""`keys …`, `tenants …`, `erasures …` and `relearn` on the command line of ingest: JSON for `rematch`."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, get_args

import orjson
from pydantic import ValidationError

from rematch_common.clock import utc_now
from rematch_common.contracts import AccessKey, fault_of
from rematch_common.errors import DependencyAway, InvalidRecord
from rematch_common.keys import SCOPES
from rematch_ingest import erasing, relearning
from rematch_ingest.bootstrap import access_keys, tenants
from rematch_ingest.domain.keys import DEPLOYMENT, MOST_PER_MINUTE, Kind, KnownKey, Wish
from rematch_ingest.domain.tenants import Tenant, view_of
from rematch_ingest.handlers.keys import create_key
from rematch_ingest.handlers.tenants import change_tenant, create_tenant
from rematch_ingest.ports.tenants import Exists, HasPeople, Tenants, TopicTaken
from rematch_ingest.settings import Settings

UNLIMITED = "unlimited"
_PAGE = 500


def administer(command: str, words: Sequence[str], settings: Settings) -> None:
    """Do it, and print what was found or done; exit 1 with one sentence where that can't be."""
    parser, work = COMMANDS[command]
    try:
        told = asyncio.run(work(parser().parse_args(words), settings))
    except (DependencyAway, LookupError, InvalidRecord) as error:
        sys.exit(str(error.args[0] if isinstance(error, LookupError) else error))
    except ValidationError as error:
        sys.exit(fault_of(AccessKey, error)[1])
    sys.stdout.write(orjson.dumps(told).decode() + "\n")


def _keys_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rematch_ingest keys")
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create")
    create.add_argument("--tenant")
    create.add_argument("--kind", choices=get_args(Kind), default="tenant")
    create.add_argument("--name")
    create.add_argument("--scope", action="append", choices=SCOPES, default=[])
    create.add_argument("--rpm", type=_per_minute)
    commands.add_parser("list").add_argument("--tenant")
    commands.add_parser("revoke").add_argument("key_id")
    return parser


def _per_minute(text: str) -> int | str:
    """Raises ValueError, as argparse wants it."""
    if text == UNLIMITED:
        return text
    if not 1 <= int(text) <= MOST_PER_MINUTE:
        raise ValueError(text)
    return int(text)


async def _keys(arguments: argparse.Namespace, settings: Settings) -> object:
    async with access_keys(settings) as keys:
        if arguments.command == "create":
            text, _ = await create_key(keys, _wish(arguments), utc_now)
            return {"key": text}
        if arguments.command == "list":
            return [_told(one) for one in await keys.all(arguments.tenant)]
        key = await keys.revoke(arguments.key_id, utc_now())
        if key is None:
            raise LookupError(f"there is no key {arguments.key_id}")
        return {"revoked": key.key_id}


def _wish(arguments: argparse.Namespace) -> Wish:
    if arguments.tenant is None and arguments.kind == "tenant":
        raise LookupError("--tenant says whose key it is; only a scraper's or an administrator's needs none")
    rpm = arguments.rpm
    return Wish(
        arguments.tenant or DEPLOYMENT,
        arguments.kind,
        arguments.name,
        arguments.scope,
        rpm if isinstance(rpm, int) else None,
        rpm == UNLIMITED,
    )


def _told(one: KnownKey) -> dict[str, Any]:
    told = one.key.model_dump(mode="json", exclude={"sha256"})
    return {**told, "kind": one.kind, "requests": one.requests, "last_used_at": one.last_used_at}


def _tenants_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rematch_ingest tenants")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list")
    for name in ("create", "set"):
        each = commands.add_parser(name)
        each.add_argument("tenant")
        each.add_argument("choices", type=_choices, nargs="?", default={})
    commands.add_parser("delete").add_argument("tenant")
    return parser


def _choices(text: str) -> Mapping[str, Any]:
    """Raises ValueError, as argparse wants it."""
    given = orjson.loads(text)
    if not isinstance(given, dict):
        raise ValueError(text)
    return given


async def _tenants(arguments: argparse.Namespace, settings: Settings) -> object:
    async with tenants(settings) as store:
        try:
            if arguments.command == "list":
                return [view_of(one) for one in await _all(store)]
            if arguments.command == "create":
                given = {**arguments.choices, "tenant_id": arguments.tenant}
                return view_of(await create_tenant(store, given, utc_now))
            if arguments.command == "delete":
                found = await store.delete(arguments.tenant, utc_now())
                return {"deleted": arguments.tenant} if found else _unknown(arguments.tenant)
            changed = await change_tenant(store, arguments.tenant, arguments.choices, utc_now)
            return view_of(changed) if changed else _unknown(arguments.tenant)
        except Exists:
            raise LookupError(f"there is a tenant {arguments.tenant}: change it with `set`") from None
        except TopicTaken as taken:
            raise LookupError(str(taken)) from None
        except HasPeople:
            raise LookupError(f"{arguments.tenant} has candidates: erase them first") from None


async def _all(store: Tenants) -> list[Tenant]:
    found: list[Tenant] = []
    while page := await store.page(found[-1].tenant_id if found else "", _PAGE):
        found += page
    return found


def _unknown(tenant_id: str) -> object:
    raise LookupError(f"there is no tenant {tenant_id}: make it with `create`")


Work = Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, object]]
COMMANDS: dict[str, tuple[Callable[[], argparse.ArgumentParser], Work]] = {
    "keys": (_keys_parser, _keys),
    "tenants": (_tenants_parser, _tenants),
    "erasures": (erasing.parser, erasing.work),
    "relearn": (relearning.parser, relearning.work),
}
