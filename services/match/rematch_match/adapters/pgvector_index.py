"""Vectors in match's own PostgreSQL: for those who have nothing else, and for comparison."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_common.errors import DependencyAway
from rematch_match.adapters.nearest import Hit, first
from rematch_match.adapters.pace import USUAL, Pace, Pacer
from rematch_match.adapters.pgvector_method import Method
from rematch_match.adapters.pgvector_rows import asking, row, upsert
from rematch_match.adapters.pgvector_tables import PgvectorTables, Table
from rematch_match.ports import Mark, Point, Query, Side

# Into a graph a row takes milliseconds, and a statement may take ten seconds.
_AT_ONCE = 200


class PgvectorIndex:
    """See rematch_match.ports.VectorIndex. A table a side and space, since vectors of two never meet.

    A table is looked through until enough is in it; then its index is made, and searches use it or the filter's own,
    whichever PostgreSQL takes for cheaper.
    """

    def __init__(self, database: Database, tables: PgvectorTables, method: Method, pace: Pace = USUAL) -> None:
        self._database = database
        self._owned = tables
        self._method = method
        self._tables: dict[tuple[Side, str], Table] = {}
        self._extension = ""
        self._written = 0
        self._pacer = Pacer(pace, self.build)

    async def start(self) -> None:
        self._extension = await self._owned.extension()
        async with self._database.transaction() as connection:
            if not await connection.fetchval("SELECT has_schema_privilege($1, 'USAGE')", self._extension):
                role = await connection.fetchval("SELECT current_user")
                said = (
                    f"its schema is closed to match; as a superuser: GRANT USAGE ON SCHEMA {self._extension} TO {role}"
                )
                raise DependencyAway("pgvector", said)
        await self._look_around()
        self._pacer.start()
        self._note(await self.count("jobs") + await self.count("candidates"))

    async def stop(self) -> None:
        await self._pacer.stop()

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        for space in sorted({point.vector.space for point in points}):
            mine = sorted((point for point in points if point.vector.space == space), key=lambda point: point.id)
            table = await self._table(side, space, len(mine[0].vector.values))
            for start in range(0, len(mine), _AT_ONCE):
                some = [row(point) for point in mine[start : start + _AT_ONCE]]
                async with self._database.transaction() as connection:
                    await connection.executemany(upsert(table.name, self._extension), some)
        self._note(len(points))

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        for table in await self._of(side) if ids else ():
            async with self._database.transaction() as connection:
                await connection.execute(f"DELETE FROM {table.name} WHERE id = ANY ($1)", list(ids))

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        if any((side, query.vector.space) not in self._tables for query in queries):
            await self._look_around()
        async with self._database.transaction() as connection:
            return [await self._nearest(connection, side, query) for query in queries]

    async def count(self, side: Side) -> int:
        total = 0
        for table in await self._of(side):
            async with self._database.transaction() as connection:
                total += await connection.fetchval(f"SELECT count(*) FROM {table.name}")
        return total

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        for table in await self._of(side):
            after: UUID | None = None
            query = f"{_marks_of(table)} WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2"
            while True:
                async with self._database.transaction() as connection:
                    rows = await connection.fetch(query, after, size)
                if not rows:
                    break
                yield [Mark(found["id"], found["ref"], found["version"], table.space) for found in rows]
                after = rows[-1]["id"]

    async def marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        marks: list[Mark] = []
        for table in await self._of(side) if ids else ():
            async with self._database.transaction() as connection:
                rows = await connection.fetch(f"{_marks_of(table)} WHERE id = ANY ($1)", list(ids))
            marks += [Mark(found["id"], found["ref"], found["version"], table.space) for found in rows]
        return marks

    async def build(self, least: int = 1) -> None:
        """Make what index is missing or outgrown. Raises DependencyAway."""
        self._written = 0
        await self._look_around()
        for table in self._tables.values():
            async with self._database.transaction() as connection:
                rows = await connection.fetchval(f"SELECT count(*) FROM {table.name}")
            if rows >= least:
                await self._owned.build(table, self._method, self._extension)

    def _note(self, written: int) -> None:
        self._written += written
        self._pacer.note(self._written)

    async def _nearest(self, connection: Connection, side: Side, query: Query) -> list[str]:
        table = self._tables.get((side, query.vector.space))
        if table is None:
            return []
        asked = query.limit + 1
        while (refs := first(await self._hits(connection, table, query, asked), asked, query.limit)) is None:
            asked *= 4
        return refs

    async def _hits(self, connection: Connection, table: Table, query: Query, asked: int) -> list[Hit[str]]:
        settings = self._method.settings(asked)
        await connection.execute(
            "SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s(name, value)",
            list(settings),
            list(settings.values()),
        )
        said, among = asking(query.where, table.name, self._extension)
        rows = await connection.fetch(said, query.vector.values.tolist(), asked, *among)
        return [Hit(found["score"], str(found["id"]), found["ref"]) for found in rows]

    async def _table(self, side: Side, space: str, dim: int) -> Table:
        if (side, space) not in self._tables:
            await self._owned.make(Table.of(side, space), dim, self._extension)
            self._tables[side, space] = Table.of(side, space)
        return self._tables[side, space]

    async def _of(self, side: Side) -> list[Table]:
        await self._look_around()
        return [table for (of, _), table in sorted(self._tables.items()) if of == side]

    async def _look_around(self) -> None:
        """Another replica may have made a table since."""
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT obj_description(oid, 'pg_class') AS what FROM pg_class "
                "WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
                "AND starts_with(relname, 'near_')"
            )
        for found in rows:
            side, _, space = found["what"].partition("/")
            self._tables[side, space] = Table.of(side, space)


def _marks_of(table: Table) -> str:
    return f"SELECT id, ref, version FROM {table.name}"
