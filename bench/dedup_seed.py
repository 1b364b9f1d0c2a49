"""Fills dedup's tables with openings, as if it had decided about their ads long ago.

Its own code makes the rows, blocks and events. Only the reading is cheaper: the ads that a crawl comes back to are
read as the service reads them; of those that merely stand by, each title with its demands and each place is read once.
"""

import asyncio
import multiprocessing
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import asyncpg

from bench.ads import Ad, ad
from bench.repeats import firm_of
from rematch_common.contracts import RawJob
from rematch_common.outbox import lane_of, pack
from rematch_common.records import Entry
from rematch_dedup.adapters.rows import KEY, OPENING, SAID, SEEN, fields_of, opening_row, said_row, seen_row
from rematch_dedup.domain.decision import Rules, Sighting, ad_key, decide, raw_id
from rematch_dedup.domain.facts import Facts, content_hash, understand
from rematch_dedup.domain.known import Known
from rematch_dedup.domain.readings import reading_of
from rematch_dedup.domain.wording import text_hash
from rematch_dedup.handlers.events import Origin, job_events
from rematch_jobtext import normal_company

_CHUNK = 2_000
_COLUMNS = {
    "openings": tuple(OPENING),
    "ads": ("id", *KEY, *SEEN, *SAID),
    "ad_fields": ("ad", "fields"),
    "blocks": ("key", "ad"),
    "decisions": ("raw_id", "decided_at"),
    "source_stats": ("source", "outcome", "records"),
    "outbox": ("topic", "key", "version", "lane", "value", "headers", "keep", "written_at", "partition", "position"),
}
Rows = dict[str, list[tuple[Any, ...]]]


async def seed(url: str, count: int, read_in_full: Iterable[int], now: datetime) -> None:
    """Store that many openings, one ad each. `url`: of a role that may write dedup's tables, which must be empty."""
    full, loop = frozenset(read_in_full), asyncio.get_running_loop()
    connection = await asyncpg.connect(url, server_settings={"search_path": "dedup", "synchronous_commit": "off"})
    sources: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        chunks = [range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK)]
        for made in [loop.run_in_executor(pool, rows_of, chunk, full & set(chunk), now) for chunk in chunks]:
            rows = await made
            sources.update(source for _, source, *_ in rows["ads"])
            for table, records in rows.items():
                await connection.copy_records_to_table(table, records=records, columns=_COLUMNS[table])
    counted = [(source, "new_opening", records) for source, records in sources.items()]
    await connection.copy_records_to_table("source_stats", records=counted, columns=_COLUMNS["source_stats"])
    await connection.execute("SELECT setval(pg_get_serial_sequence('ads', 'id'), $1::bigint)", count)
    for table in _COLUMNS:
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.execute("CHECKPOINT")
    await connection.close()


def rows_of(numbers: Iterable[int], in_full: frozenset[int], now: datetime) -> Rows:
    """All that dedup keeps of these openings, by table."""
    rows: Rows = defaultdict(list)
    for number in numbers:
        first = ad(number, firm_of(number), now)
        seen = first.posted_at + timedelta(hours=3)
        raw = RawJob.model_validate(first.record(seen))
        facts = understand(raw) if number in in_full else _facts(first, raw)
        sighting = Sighting(raw_id(f"raw-jobs/0/{number}", 0), ad_key(raw), raw, facts, seen)
        _add(rows, number + 1, sighting)
    return rows


def _add(rows: Rows, number: int, sighting: Sighting) -> None:
    known, seen = Known(), sighting.seen_at
    decision = decide(sighting, known, Rules())
    fields = fields_of(decision.ad)
    rows["openings"] += [opening_row(change.opening) for change in decision.changes]
    rows["ads"].append((number, *decision.ad.key, *seen_row(decision.ad), *said_row(decision.ad, fields)))
    rows["ad_fields"].append((number, fields))
    rows["blocks"] += [(block, number) for filing in decision.filed for block in filing.blocks]
    rows["decisions"].append((sighting.raw_id, seen))
    rows["outbox"] += [_published(entry, seen) for entry in job_events(decision.changes, known, Origin(None, seen))]


def _published(entry: Entry, at: datetime) -> tuple[Any, ...]:
    """What the outbox keeps of an event that is out."""
    sent = entry.outgoing
    lane = lane_of(sent.topic, entry.key)
    return (sent.topic, entry.key, entry.version, lane, sent.value, pack(sent.headers), entry.keep, at, 0, 0)


def _facts(first: Ad, raw: RawJob) -> Facts:
    """This ad's own text, firm and place; all else as in another ad with this title."""
    like, there, text = _like(first, raw), _there(first.location), first.plain
    portrait = replace(like.portrait, company=normal_company(raw.company), places=there.portrait.places)
    own = {"company": raw.company, "description": text, "posted_at": first.posted_at.isoformat()}
    fields = {**like.fields, **own, "locations": there.fields["locations"]}
    hashed = text_hash(portrait, text)
    return Facts(hashed, content_hash(hashed, fields), fields, portrait, reading_of(raw))


_READ: dict[str, Facts] = {}
"""By title, of the first ad that had it."""


def _like(first: Ad, raw: RawJob) -> Facts:
    if first.title not in _READ:
        _READ[first.title] = understand(raw.model_copy(update={"description": "\n".join(first.needs)}))
    return _READ[first.title]


@cache
def _there(location: str) -> Facts:
    return understand(
        RawJob(source="bench", external_id="1", title="Cook", company="X", description="Y", location=location)
    )
