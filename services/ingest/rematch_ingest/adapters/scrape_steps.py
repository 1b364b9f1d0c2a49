"""What a step of a round changes and tells, in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.contracts import CRAWL_REPORTS
from rematch_common.database import Connection, Database
from rematch_ingest.adapters import scrape_rows
from rematch_ingest.adapters.postgres_alerts import end, tell, tell_event
from rematch_ingest.domain.causes import FAILURES, Ended, failing
from rematch_ingest.domain.queue import Entry
from rematch_ingest.domain.rounds import Step

# Sorted: of two rounds that touch the same platforms, neither waits for the other in a circle.
_WORKED = "UPDATE scrape_platforms SET failures = 0 WHERE platform = $1 AND failures > 0 RETURNING platform"
_FAILED = "UPDATE scrape_platforms SET failures = failures + 1 WHERE platform = $1 RETURNING failures"
_PLATFORMS = """
INSERT INTO scrape_platforms (platform, active, place) SELECT platform, true, place
FROM unnest($1::text[]) WITH ORDINALITY AS p(platform, place) ORDER BY platform
ON CONFLICT (platform) DO UPDATE SET active = true, place = excluded.place
"""


async def store_step(connection: Connection, step: Step, now: datetime) -> Entry:
    await scrape_rows.write(connection, step.entry)
    for platform in step.worked:
        if await connection.fetchval(_WORKED, platform):
            await end(connection, Ended(platform, "scrape_failures"), now)
    for platform in step.failed:
        if (await connection.fetchval(_FAILED, platform) or 0) >= FAILURES:
            await tell(connection, failing(platform), now)
    for ended in step.ended:
        await end(connection, ended, now)
    for cause in step.causes:
        await tell(connection, cause, now)
    for report in step.reports:
        await tell_event(connection, CRAWL_REPORTS, report, now)
    return step.entry


async def seed_platforms(database: Database, platforms: Sequence[str]) -> None:
    """Those of this deployment, in order; what is no longer among them is not asked for any more."""
    async with database.transaction() as connection:
        await connection.execute("UPDATE scrape_platforms SET active = false WHERE platform <> ALL ($1)", platforms)
        await connection.execute(_PLATFORMS, platforms)
