"""`erasures list|show|replay` on the command line of ingest: JSON for `rematch erasures`."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from rematch_common.clock import utc_now
from rematch_ingest.adapters.kafka_ledger import told_in_kafka
from rematch_ingest.adapters.postgres_erasures import PostgresErasures
from rematch_ingest.api.erasures import shown
from rematch_ingest.bootstrap import opened
from rematch_ingest.domain.erasures import Asked
from rematch_ingest.handlers.replaying import replay
from rematch_ingest.settings import Settings


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="rematch_ingest erasures")
    commands = made.add_subparsers(dest="command", required=True)
    for name in ("list", "replay"):
        commands.add_parser(name).add_argument("--since", type=moment)
    commands.add_parser("show").add_argument("erasure_id")
    return made


def moment(text: str) -> datetime:
    """A date is its beginning, and UTC unless it says otherwise. Raises ArgumentTypeError with what is possible."""
    try:
        read = datetime.fromisoformat(text)
        found = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        told = f"{text[:60]!r} is no moment: write 2026-02-01, 2026-02-01T10:00 or 2026-02-01T10:00:00+01:00"
        raise argparse.ArgumentTypeError(told) from None
    if found > utc_now():
        raise argparse.ArgumentTypeError(f"{text[:60]} is not over yet: nobody was erased since then")
    return found


async def work(arguments: argparse.Namespace, settings: Settings) -> object:
    """Raises LookupError for an erasure that nobody knows."""
    async with _ledger(settings) as ledger:
        if arguments.command == "replay":
            noted = [one.erasure for one in await ledger.all(arguments.since)]
            told = await told_in_kafka(settings.kafka_bootstrap, arguments.since)
            return await replay(ledger, [*told, *noted], utc_now)
        if arguments.command == "list":
            return [_told(one) for one in await ledger.all(arguments.since)]
        found = [one for one in await ledger.all(None) if one.erasure.erasure_id == arguments.erasure_id]
        if not found:
            raise LookupError(f"there is no erasure {arguments.erasure_id}")
        return _told(found[0])


def _told(one: Asked) -> dict[str, object]:
    return {"tenant_id": one.erasure.tenant_id, **shown(one)}


@asynccontextmanager
async def _ledger(settings: Settings) -> AsyncIterator[PostgresErasures]:
    async with opened(settings) as database:
        yield PostgresErasures(database)
