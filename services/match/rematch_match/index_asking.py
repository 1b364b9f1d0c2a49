"""The indexes against the tables: `python -m rematch_match.index_asking check | rebuild | status [N]`. Prints JSON.

It notes what is asked for; match does it, which alone may open the embedded index. REMATCH_DATABASE_URL is match's own.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import get_args

from rematch_common.answering import Usage, document, main_of, run
from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.settings import DatabaseSettings
from rematch_match.adapters.postgres_index_work import PostgresIndexWork
from rematch_match.ports.index_work import Kind


async def tell(word: str, number: int | None = None) -> object:
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


def answer(arguments: Sequence[str]) -> Iterable[bytes]:
    match arguments:
        case ["status", number] if number.isdecimal():
            yield document(asyncio.run(tell("status", int(number))))
        case [word] if word in {*get_args(Kind), "status"}:
            yield document(asyncio.run(tell(word)))
        case _:
            raise Usage("check | rebuild | status [N]")


main = main_of(answer)

if __name__ == "__main__":
    run(main)
