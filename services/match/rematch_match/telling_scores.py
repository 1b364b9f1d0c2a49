"""For audits of fairness: `python -m rematch_match.telling_scores people [TENANT] | scores SINCE [TENANT]`.

Prints a line of JSON for each person who is known and not forgotten: of match's own tables, which it alone may read.
SINCE is a moment, 2026-01-01 or with a time. REMATCH_DATABASE_URL is match's own.
"""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import orjson

from rematch_common.answering import Usage, main_of, run
from rematch_common.database import Database
from rematch_common.settings import DatabaseSettings
from rematch_match.adapters.postgres_told import PostgresTold


async def tell(since: datetime | None, tenant: str | None) -> None:
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


def answer(arguments: Sequence[str]) -> Iterable[bytes]:
    """Nothing that would be left to say: it is said as it is read."""
    asyncio.run(tell(*_asked(arguments)))
    return ()


def _asked(words: Sequence[str]) -> tuple[datetime | None, str | None]:
    """Since when, None for the people alone, and of which tenant."""
    try:
        match words:
            case ["people", *rest] if len(rest) <= 1:
                return None, next(iter(rest), None)
            case ["scores", moment, *rest] if len(rest) <= 1:
                read = datetime.fromisoformat(moment)
                return read if read.tzinfo else read.replace(tzinfo=UTC), next(iter(rest), None)
    except ValueError:
        pass
    raise Usage("people [TENANT] | scores SINCE [TENANT]")


main = main_of(answer)

if __name__ == "__main__":
    run(main)
