"""Whose text the vectors on disk are of, beside them in their file; a person is known by the hash of their key."""

import sqlite3
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

from rematch_common.errors import DependencyAway
from rematch_embed.adapters.sqlite_cache import SqliteCache

T = TypeVar("T")

_ALONE = """
SELECT hash FROM owners AS mine WHERE who = ?
AND NOT EXISTS (SELECT 1 FROM owners AS other WHERE other.hash = mine.hash AND other.who <> mine.who)
"""


class SqliteOwners:
    """See rematch_embed.ports.Owners. What can't be noted isn't kept on disk either."""

    def __init__(self, cache: SqliteCache) -> None:
        self._cache = cache

    async def note(self, owned: Sequence[tuple[str, str]]) -> None:
        def write(connection: sqlite3.Connection) -> bool:
            rows = [(bytes.fromhex(text_hash), _who(person)) for person, text_hash in owned]
            with connection:
                connection.executemany("INSERT OR IGNORE INTO owners (hash, who) VALUES (?, ?)", rows)
            return True

        if owned and not await self._cache.run(write, otherwise=False):
            self._cache.keep_out(text_hash for _, text_hash in owned)

    async def known(self, people: Sequence[str]) -> list[str]:
        def read(connection: sqlite3.Connection) -> list[str] | None:
            asked = "SELECT 1 FROM owners WHERE who = ? LIMIT 1"
            return [person for person in people if connection.execute(asked, (_who(person),)).fetchone()]

        return self._done(await self._cache.run(read, None)) or []

    async def alone(self, person: str) -> list[str]:
        def read(connection: sqlite3.Connection) -> list[str] | None:
            return [text_hash.hex() for (text_hash,) in connection.execute(_ALONE, (_who(person),))]

        return self._done(await self._cache.run(read, None)) or []

    async def forget(self, person: str) -> None:
        """With what is still there of vectors that are theirs alone, as those might never be found again."""

        def delete(connection: sqlite3.Connection) -> bool | None:
            who = (_who(person),)
            if connection.execute("SELECT 1 FROM owners WHERE who = ? LIMIT 1", who).fetchone():
                with connection:
                    connection.execute(f"DELETE FROM vectors WHERE hash IN ({_ALONE})", who)
                    connection.execute("DELETE FROM owners WHERE who = ?", who)
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return True

        self._done(await self._cache.run(delete, None))

    def _done(self, answer: T | None) -> T | None:
        """A file that is there and can't be used may hold what is to be forgotten."""
        if answer is None and self._cache.is_there():
            raise DependencyAway("the vectors on disk", "somebody is to be forgotten, and the file can't be used")
        return answer


def _who(person: str) -> bytes:
    return sha256(person.encode()).digest()
