"""The indexes against the tables: `python -m rematch_match.index_asking check | rebuild | status [N]`. Prints JSON.

It notes what is asked for; match does it, which alone may open the embedded index. REMATCH_DATABASE_URL is match's own.
"""

import asyncio
import sys
from typing import get_args

import orjson

from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.errors import DependencyAway
from rematch_common.settings import DatabaseSettings
from rematch_match.adapters.postgres_index_work import PostgresIndexWork
from rematch_match.ports.index_work import Kind


async def run(word: str, number: int | None = None) -> object:
    database = Database(DatabaseSettings().as_service, "match", size=1)
    await database.start()
    try:
        works = PostgresIndexWork(database)
        if word == "status":
            return await works.newest(number)
        kind: Kind = "check" if word == "check" else "rebuild"
        return {"id": await works.ask(kind, utc_now())}
    finally:
        await database.stop()


def main(words: list[str]) -> None:
    wanted: int | None = None
    match words:
        case ["status", number] if number.isdecimal():
            wanted = int(number)
        case [word] if word in {*get_args(Kind), "status"}:
            pass
        case _:
            raise SystemExit(__doc__)
    try:
        told = asyncio.run(run(words[0], wanted))
    except DependencyAway as away:
        raise SystemExit(str(away)) from None
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
