"""For audits of fairness: `python -m rematch_match.telling_scores people [TENANT] | scores SINCE [TENANT]`.

Prints a line of JSON for each person who is known and not forgotten: of match's own tables, which it alone may read.
SINCE is a moment, 2026-01-01 or with a time. REMATCH_DATABASE_URL is match's own.
"""

import asyncio
import sys
from datetime import UTC, datetime

import orjson

from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.settings import DatabaseSettings
from rematch_match.adapters.postgres_told import PostgresTold


async def run(since: datetime | None, tenant: str | None) -> None:
    database = Database(DatabaseSettings().as_service, "match", size=2)
    await database.start()
    try:
        told = PostgresTold(database)
        if since is None:
            async for person in told.people(tenant):
                _say(person)
        else:
            async for one in told.scores(tenant, since):
                _say(one)
    finally:
        await database.stop()


def _say(line: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


def main(words: list[str]) -> None:
    since, tenant = None, None
    try:
        match words:
            case ["people", *rest] if len(rest) <= 1:
                tenant = next(iter(rest), None)
            case ["scores", moment, *rest] if len(rest) <= 1:
                read = datetime.fromisoformat(moment)
                since, tenant = read if read.tzinfo else read.replace(tzinfo=UTC), next(iter(rest), None)
            case _:
                raise SystemExit(__doc__)
    except ValueError:
        raise SystemExit(__doc__) from None
    try:
        asyncio.run(run(since, tenant))
    except DependencyAway as away:
        raise SystemExit(str(away)) from None


if __name__ == "__main__":
    main(sys.argv[1:])
