"""Crawl reports in PostgreSQL."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import ALERTS, Alert, CrawlReport
from rematch_common.database import Connection, Database
from rematch_common.outbox import write
from rematch_common.records import Entry
from rematch_common.tracing import new_traceparent
from rematch_dedup.adapters.postgres_openings import take_turn
from rematch_dedup.domain.crawls import Crawl, believed_again, not_believed
from rematch_dedup.domain.lifecycle import MISSES

# More ads than anybody has, and still a bigint.
_MOST_SEEN = 2**62
_REPORT = """
INSERT INTO crawls (source, scope, started, finished, seen)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[])
ON CONFLICT DO NOTHING
"""
# Of each scope only the newest matter: two that missed an ad are enough. A report that waits in vain is not kept.
_FORGET = f"""
DELETE FROM crawls c USING (
  SELECT source, scope, started,
    row_number() OVER (PARTITION BY source, scope, applied, refused ORDER BY started DESC) AS place
  FROM crawls) AS n
WHERE n.place > {MISSES} AND (c.source, c.scope, c.started) = (n.source, n.scope, n.started)
"""
# Every ad is gone past once, however many reports of however many scopes wait.
_RIPE = """
SELECT c.source, c.scope, c.started, c.finished FROM crawls c
LEFT JOIN (SELECT source, last_seen, unnest(ARRAY['all', nullif(scope, 'all')]) AS scope FROM ads) AS a
  ON a.source = c.source AND a.scope = c.scope AND a.last_seen >= c.started
WHERE NOT c.applied AND NOT c.refused GROUP BY c.source, c.scope, c.started HAVING count(a.source) >= c.seen
ORDER BY c.started
"""
# Two crawls at the same time see the same: that is one chance to be missed, not two.
_DROP = """
DELETE FROM crawls c USING crawls done
WHERE (c.source, c.scope, c.started) = ($1, $2, $3) AND NOT c.applied
  AND (done.source, done.scope) = ($1, $2) AND done.applied AND done.finished > c.started
"""
_COUNT = "UPDATE crawls SET applied = true WHERE (source, scope, started) = ($1, $2, $3)"
_KNOWN = """
SELECT count(*) AS open, count(*) FILTER (WHERE last_seen < $3) AS missed FROM ads
WHERE source = $1 AND ($2 = 'all' OR scope = $2) AND gone IS NULL
"""
_STILL_WAITS = """
SELECT true FROM crawls WHERE (source, scope, started) = ($1, $2, $3) AND NOT applied AND NOT refused FOR UPDATE
"""
# The first of a scope stays, so that the cause is told once; the next ones say nothing new.
_REFUSE = """
UPDATE crawls c SET refused = true WHERE (source, scope, started) = ($1, $2, $3)
AND NOT EXISTS (SELECT FROM crawls o WHERE (o.source, o.scope) = ($1, $2) AND o.refused) RETURNING started
"""
_FORGET_ONE = "DELETE FROM crawls WHERE (source, scope, started) = ($1, $2, $3)"
_BELIEVE_AGAIN = "DELETE FROM crawls WHERE (source, scope) = ($1, $2) AND refused RETURNING finished"
# Counted anew from the crawls, so that misses of different scopes never add up.
_MISS = """
UPDATE ads a SET missed = n.missed
FROM (
  SELECT a.id, count(*) AS missed FROM ads a JOIN crawls c ON c.applied AND c.started > a.last_seen
  WHERE a.source = $1 AND ($2 = 'all' OR a.scope = $2) AND a.gone IS NULL AND (c.source, c.scope) = ($1, $2)
  GROUP BY a.id) AS n
WHERE a.id = n.id AND a.missed < n.missed
"""


class PostgresCrawls:
    """See rematch_dedup.ports.Crawls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, reports: Sequence[CrawlReport]) -> None:
        told = [(r.source, r.scope, r.started, r.finished, min(r.seen, _MOST_SEEN)) for r in reports if r.complete]
        if told:
            async with self._database.transaction() as connection:
                await take_turn(connection)
                await connection.execute(_REPORT, *(list(column) for column in zip(*told, strict=True)))
                await connection.execute(_FORGET)

    async def apply(self) -> int:
        async with self._database.transaction() as connection:
            # Counted before one's turn: it takes its time, and what was once sighted stays so.
            ripe = await connection.fetch(_RIPE)
        missed = 0
        for report in ripe:
            async with self._database.transaction() as connection:
                await take_turn(connection)
                missed += await _apply(connection, *report)
        return missed


async def _apply(connection: Connection, source: str, scope: str, started: datetime, finished: datetime) -> int:
    """How many ads it has missed. None, where another replica was first, a crawl at the same time has counted, or it
    isn't believed."""
    await connection.execute(_DROP, source, scope, started)
    if await connection.fetchval(_STILL_WAITS, source, scope, started) is None:
        return 0
    ((still, missed),) = await connection.fetch(_KNOWN, source, scope, started)
    crawl = Crawl(source, scope, finished, still, missed)
    if not crawl.believed:
        await _refuse(connection, crawl, started)
        return 0
    await connection.execute(_COUNT, source, scope, started)
    for refused in await connection.fetch(_BELIEVE_AGAIN, source, scope):
        await _tell(connection, believed_again(source, scope, refused["finished"], finished))
    status = await connection.execute(_MISS, source, scope)
    await connection.execute(_FORGET)
    return int(status.split()[-1])


async def _refuse(connection: Connection, crawl: Crawl, started: datetime) -> None:
    named = (crawl.source, crawl.scope, started)
    if await connection.fetchval(_REFUSE, *named) is None:
        await connection.execute(_FORGET_ONE, *named)
    else:
        await _tell(connection, not_believed(crawl))


async def _tell(connection: Connection, alert: Alert) -> None:
    at = alert.resolved_at or alert.first_at
    told = encode(ALERTS, alert.key, alert, Stamp("rematch/dedup", at, new_traceparent()))
    # The number only tells one alert from another: their topic is not compacted.
    await write(connection, [Entry(told, secrets.randbits(62), keep=False)])
