"""The tables of the pgvector index, made and indexed as their owner: match's own role may only read and write them.

They have no row-level security, and why: what guards a person is the row in `candidates`, which has it, and which
everything found here is looked up in. A row here holds no name and no text, as a point in Qdrant, which knows no such
thing either; so in all engines alike the tenant is kept by the one place that builds the filter, and by the suite
that runs over them. The policy would also cost what the table is for: PostgreSQL lets no operator that isn't leakproof
(that of arrays, those of vectors) see a row before the policy has, so neither the index of skills nor a limit on the
nearest could be used, and every search would read all of its tenants' rows.
"""

import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg

from rematch_common.database import Connection, translated
from rematch_common.errors import DependencyAway
from rematch_common.secret import Secret, text_of
from rematch_match.adapters.pgvector_method import Method
from rematch_match.ports import Side

_OLDEST = (0, 8)
# The graph of 100,000 vectors of 384 fits; one that doesn't is laid many times slower.
_MEMORY = "512MB"
_TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.{name} (
    id uuid PRIMARY KEY,
    ref text NOT NULL,
    version bigint NOT NULL,
    tenant text,
    skills text[] NOT NULL,
    categories text[] NOT NULL,
    posted_day integer,
    vector {extension}.vector({dim}) NOT NULL
);
CREATE INDEX IF NOT EXISTS {name}_tenant ON {schema}.{name} (tenant);
CREATE INDEX IF NOT EXISTS {name}_skills ON {schema}.{name} USING gin (skills);
CREATE INDEX IF NOT EXISTS {name}_day ON {schema}.{name} (posted_day);
COMMENT ON TABLE {schema}.{name} IS '{side}/{space}'
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Where the vectors of one side and space lie."""

    name: str
    side: Side
    space: str

    @classmethod
    def of(cls, side: Side, space: str) -> "Table":
        """A space's name can be longer than PostgreSQL's may: the whole stands in the table's comment."""
        return cls(f"near_{side}_{hashlib.sha256(space.encode()).hexdigest()[:16]}", side, space)


class PgvectorTables:
    """As the owner of match's schema, by `url`."""

    def __init__(self, url: Secret, schema: str = "match") -> None:
        self._url = url
        self._schema = schema

    async def extension(self) -> str:
        """The schema that the extension is in. DependencyAway says what to do when there is none that will do."""
        async with self._connected() as owner:
            found = await _installed(owner) or await self._install(owner)
        if tuple(int(part) for part in found["extversion"].split(".")[:2]) < _OLDEST:
            said = f"version {found['extversion']} can't filter; as a superuser: ALTER EXTENSION vector UPDATE"
            raise DependencyAway("pgvector", said)
        return str(found["nspname"])

    async def make(self, table: Table, dim: int, extension: str) -> None:
        names = {"schema": self._schema, "name": table.name, "extension": extension}
        said = _TABLE.format(**names, dim=dim, side=table.side, space=table.space)
        async with self._connected() as owner, owner.transaction():
            # Two replicas that make it at once: IF NOT EXISTS alone lets the second one fail.
            await owner.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", table.name)
            await owner.execute(said)

    async def build(self, table: Table, method: Method, extension: str) -> None:
        """The index, when there is none or it is outgrown; searches and writes go on. One replica does, for all."""
        async with self._connected() as owner:
            if not await owner.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 1))", table.name):
                return
            await owner.execute(f"SET maintenance_work_mem = '{_MEMORY}'")
            # Its workers would share memory that a container may not have, and take the cores from whoever matches.
            await owner.execute("SET max_parallel_maintenance_workers = 0")
            await owner.execute(f"ANALYZE {self._schema}.{table.name}")
            await self._build(owner, table, method, extension)

    async def _build(self, owner: Connection, table: Table, method: Method, extension: str) -> None:
        index = f"{table.name}_{method.name}"
        for name in await _of_no_use(owner, table, index):
            await owner.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self._schema}.{name}")
        rows = await owner.fetchval("SELECT reltuples::bigint FROM pg_class WHERE relname = $1", table.name)
        then = await owner.fetchval(
            "SELECT obj_description(oid, 'pg_class') FROM pg_class WHERE relname = $1 AND relkind = 'i'", index
        )
        if then is None:
            kind = f"{method.name} (vector {extension}.{method.operators}) WITH ({method.options})"
            await owner.execute(f"CREATE INDEX CONCURRENTLY {index} ON {self._schema}.{table.name} USING {kind}")
        elif method.outgrown is not None and rows > method.outgrown * int(then):
            await owner.execute(f"REINDEX INDEX CONCURRENTLY {self._schema}.{index}")
        else:
            return
        await owner.execute(f"COMMENT ON INDEX {self._schema}.{index} IS '{rows}'")

    async def _install(self, owner: Connection) -> "asyncpg.Record":
        try:
            await owner.execute(f"CREATE EXTENSION vector SCHEMA {self._schema}")
        except (asyncpg.FeatureNotSupportedError, asyncpg.UndefinedFileError) as error:
            raise DependencyAway("pgvector", "this PostgreSQL has none: install it on the server first") from error
        except asyncpg.InsufficientPrivilegeError as error:
            said = f"as a superuser, in this database: CREATE EXTENSION vector SCHEMA {self._schema}"
            raise DependencyAway("pgvector", f"not in this database yet; {said}") from error
        except asyncpg.DuplicateObjectError:
            pass  # another replica was faster
        found = await _installed(owner)
        assert found is not None
        return found

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[Connection]:
        with translated():
            owner = await asyncpg.connect(text_of(self._url), timeout=5.0)
            try:
                yield owner
            finally:
                owner.terminate()


async def _installed(connection: Connection) -> "asyncpg.Record | None":
    return await connection.fetchrow(
        "SELECT nspname, extversion FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
        "WHERE extname = 'vector'"
    )


async def _of_no_use(owner: Connection, table: Table, index: str) -> list[str]:
    """What a build that was broken off has left, and the index of another method, which every write would pay for."""
    rows = await owner.fetch(
        "SELECT i.relname, indisvalid FROM pg_index JOIN pg_class i ON i.oid = indexrelid "
        "JOIN pg_am a ON a.oid = i.relam "
        "WHERE indrelid = (SELECT oid FROM pg_class WHERE relname = $1) "
        "AND (NOT indisvalid OR amname IN ('hnsw', 'ivfflat'))",
        table.name,
    )
    return [row["relname"] for row in rows if row["relname"] != index or not row["indisvalid"]]
