"""Which model's vectors are compared: `python -m rematch_match.switching status | switch MODEL`. Prints JSON.

`rematch model` runs it, which knows how far the readers are. REMATCH_DATABASE_URL is match's own.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rematch_common.answering import Usage, document, main_of, run
from rematch_common.clock import utc_now
from rematch_common.database import Database
from rematch_common.settings import DatabaseSettings
from rematch_match.adapters.postgres_models import PostgresModels


async def tell(words: Sequence[str]) -> dict[str, object]:
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


def answer(arguments: Sequence[str]) -> Iterable[bytes]:
    match arguments:
        case ["status"] | ["switch", _]:
            yield document(asyncio.run(tell(arguments)))
        case _:
            raise Usage("status | switch MODEL")


main = main_of(answer)

if __name__ == "__main__":
    run(main)
