"""Which model's vectors are compared: `python -m rematch_match.switching status | switch MODEL`. Prints JSON.

`rematch model` runs it, which knows how far the readers are. REMATCH_DATABASE_URL is match's own.
"""

import asyncio
import sys
from dataclasses import asdict

import orjson

from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.settings import DatabaseSettings
from rematch_match.adapters.postgres_models import PostgresModels


async def run(words: list[str]) -> dict[str, object]:
    database = Database(DatabaseSettings().as_service, "match", size=1)
    await database.start()
    try:
        models = PostgresModels(database)
        if words[0] == "switch":
            return {"again": await models.switch(words[1], utc_now())}
        return {
            "in_force": await models.in_force(),
            "standings": [asdict(standing) for standing in await models.standings()],
        }
    finally:
        await database.stop()


def main(words: list[str]) -> None:
    if words[:1] != ["status"] and (words[:1] != ["switch"] or len(words) != 2):
        raise SystemExit(__doc__)
    try:
        told = asyncio.run(run(words))
    except DependencyAway as away:
        raise SystemExit(str(away)) from None
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
