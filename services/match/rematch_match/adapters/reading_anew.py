"""Where a migration forgot what was read from the topics, they are read once more from their beginning."""

from collections.abc import Awaitable, Callable

from rematch_common.database import Database
from rematch_common.logs import logger

log = logger(__name__)
Rewind = Callable[[], Awaitable[None]]


class ReadingAnew:
    """The mark goes once the group stands at the beginning: a crash in between sends it there again."""

    def __init__(self, database: Database, rewind: Rewind) -> None:
        self._database = database
        self._rewind = rewind

    async def __call__(self) -> None:
        async with self._database.transaction() as connection:
            if not await connection.fetchval("SELECT EXISTS (SELECT FROM read_anew)"):
                return
        log.info("openings and people are read anew from the beginning of their topics")
        await self._rewind()
        async with self._database.transaction() as connection:
            await connection.execute("DELETE FROM read_anew")
