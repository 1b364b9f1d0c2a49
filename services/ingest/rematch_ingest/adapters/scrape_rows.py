"""Rows of scrape_queue as the domain knows them, and back."""

from dataclasses import asdict
from typing import Any

import orjson

from rematch_common.database import Connection
from rematch_ingest.domain.queue import Entry, Site

# What a round changes; the rest of a row is others' (counts, priority, category).
_CHANGED = (
    "status",
    "waiting_since",
    "not_before",
    "round",
    "holder",
    "started_at",
    "touched_at",
    "last_scraped_at",
    "retries",
    "failed_rounds",
    "last_error",
    "total_found",
)
_SET = ", ".join(f"{name} = ${at}" for at, name in enumerate(_CHANGED, 3))
_WRITE = f"UPDATE scrape_queue SET sites = $2, {_SET} WHERE queue_id = $1"


def entry(row: Any) -> Entry:
    sites = {platform: Site(**told) for platform, told in orjson.loads(row["sites"]).items()}
    return Entry(**{**dict(row), "sites": sites})


async def write(connection: Connection, entry: Entry) -> None:
    sites = orjson.dumps({platform: asdict(site) for platform, site in entry.sites.items()}).decode()
    await connection.execute(_WRITE, entry.queue_id, sites, *(getattr(entry, name) for name in _CHANGED))
