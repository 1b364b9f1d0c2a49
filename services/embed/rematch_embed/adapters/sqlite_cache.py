"""Vectors on disk, in one SQLite file that several processes may share."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from rematch_common.logs import logger

log = logger(__name__)
T = TypeVar("T")
_TIMEOUT = 0.5  # longer than that it's quicker to embed
_AT_ONCE = 500
# Numbered in the order in which they came and never anew, so that the oldest are below a number. Whose text it was is
# known for as long as the vector is.
_TABLES = """
CREATE TABLE IF NOT EXISTS vectors (id INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL, space TEXT NOT NULL,
  vector BLOB NOT NULL, UNIQUE (hash, space));
CREATE TABLE IF NOT EXISTS owners (hash BLOB NOT NULL, who BLOB NOT NULL, PRIMARY KEY (hash, who)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS owners_who ON owners (who);
CREATE TRIGGER IF NOT EXISTS nobodys AFTER DELETE ON vectors
WHEN NOT EXISTS (SELECT 1 FROM vectors WHERE hash = OLD.hash)
BEGIN DELETE FROM owners WHERE hash = OLD.hash; END;
"""
# Of what an earlier one has kept nobody knows whose it is.
_ANEW, _LAYOUT = "DROP TABLE IF EXISTS vectors;", 1
# A cache need not outlive a power cut, but what is to be forgotten must not stay in the file.
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON", "journal_size_limit=8388608")


class SqliteCache:
    """See rematch_embed.ports.Cache. Keeps the newest `rows`; a file that is damaged is set aside and begun anew."""

    def __init__(self, file: Path, rows: int) -> None:
        self._file = file
        self._rows = rows
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="vectors")
        self._connection: sqlite3.Connection | None = None
        self._complained = False
        self._kept_out: set[str] = set()

    async def start(self) -> None:
        await self.run(lambda _: None, None)

    async def stop(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def get(self, space: str, hashes: Sequence[str]) -> dict[str, bytes]:
        def read(connection: sqlite3.Connection) -> dict[str, bytes]:
            found: dict[str, bytes] = {}
            for start in range(0, len(hashes), _AT_ONCE):
                keys = [bytes.fromhex(key) for key in hashes[start : start + _AT_ONCE]]
                marks = ",".join("?" * len(keys))
                asked = f"SELECT hash, vector FROM vectors WHERE space = ? AND hash IN ({marks})"
                found |= {key.hex(): vector for key, vector in connection.execute(asked, (space, *keys))}
            return found

        return await self.run(read, {})

    async def put(self, space: str, vectors: Mapping[str, bytes]) -> None:
        def write(connection: sqlite3.Connection) -> None:
            kept = [(key, vector) for key, vector in vectors.items() if key not in self._kept_out]
            rows = [(bytes.fromhex(key), space, vector) for key, vector in kept]
            with connection:
                connection.executemany("INSERT OR REPLACE INTO vectors (hash, space, vector) VALUES (?, ?, ?)", rows)
                connection.execute("DELETE FROM vectors WHERE id <= (SELECT max(id) FROM vectors) - ?", (self._rows,))

        await self.run(write, None)

    async def forget(self, hashes: Sequence[str]) -> None:
        def delete(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("DELETE FROM vectors WHERE hash = ?", [(bytes.fromhex(key),) for key in hashes])
            # What was written lies in the log too, until it is taken over and cut.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        await self.run(delete, None)

    def is_there(self) -> bool:
        return self._file.exists()

    def keep_out(self, hashes: Iterable[str]) -> None:
        """What must be found again, and would not be, is not written."""
        self._kept_out.update(hashes)

    async def run(self, action: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """In the file's thread; `otherwise` where the file can't be used."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, action, otherwise)

    def _done(self, action: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """In the thread: the action, or what stands for it while the file can't be used."""
        try:
            done = action(self._opened())
        except (sqlite3.OperationalError, OSError) as error:  # locked, full, not to be written
            self._complain(error)
            return otherwise
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            return otherwise
        self._complained = False
        return done

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self._file, timeout=_TIMEOUT)
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            if self._connection.execute("PRAGMA user_version").fetchone()[0] < _LAYOUT:
                self._connection.executescript(
                    f"BEGIN IMMEDIATE;{_ANEW}{_TABLES}PRAGMA user_version = {_LAYOUT};COMMIT"
                )
        return self._connection

    def _complain(self, error: Exception) -> None:
        if not self._complained:
            self._complained = True
            log.warning("vectors are not kept on disk", file=str(self._file), reason=str(error))
        self._close()

    def _begin_anew(self, error: Exception) -> None:
        self._close()
        if self._is_whole():  # another process was quicker
            return
        aside = self._file.with_name(f"{self._file.name}.damaged")
        with suppress(OSError):
            for end in ("-wal", "-shm"):
                self._file.with_name(f"{self._file.name}{end}").unlink(missing_ok=True)
            self._file.replace(aside)
        log.warning("the vectors on disk are damaged: begun anew", set_aside=str(aside), reason=str(error))

    def _is_whole(self) -> bool:
        try:
            with closing(sqlite3.connect(self._file, timeout=_TIMEOUT)) as connection:
                return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.Error:
            return False

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
