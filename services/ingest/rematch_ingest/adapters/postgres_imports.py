"""Imports and their pieces in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from rematch_common.database import Connection, Database
from rematch_ingest.adapters.import_rows import BEGIN, COUNTED, DONE, LATEST, STATS, UNOPENED, import_of, restart
from rematch_ingest.adapters.postgres_outcomes import decision, refuse
from rematch_ingest.adapters.tenants import all_tenants
from rematch_ingest.domain.fates import Decision
from rematch_ingest.domain.imports import LISTED_FAILURES, Import, Upload
from rematch_ingest.domain.pieces import Piece, unpack
from rematch_ingest.ports.imports import BeingUploaded, PublishItems, Ref, Taken, Worked

# An upload of which nothing more comes for so long has been given up by whoever sent it.
SILENCE = timedelta(seconds=15)


class PostgresImports:
    """See rematch_ingest.ports.imports.Imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, upload: Upload, now: datetime) -> Literal["begun", "known", "busy"]:
        u = upload
        async with self._database.transaction([u.tenant_id]) as connection:
            begun = await connection.fetchval(BEGIN, u.import_id, u.tenant_id, u.name, u.format, u.source, now)
            if begun:
                return "begun"
            found = await connection.fetchrow(
                "SELECT stage, touched_at FROM imports WHERE import_id = $1 FOR UPDATE", u.import_id
            )
            if found is None:
                return "busy"
            if found["stage"] == "taken":
                return "known"
            if found["stage"] == "receiving" and found["touched_at"] > now - SILENCE:
                return "busy"
            await restart(connection, upload, now)
        return "begun"

    async def add(self, ref: Ref, piece: Piece, now: datetime) -> None:
        tenant_id, import_id = ref
        async with self._database.transaction([tenant_id]) as connection:
            kept = await connection.fetchval(
                "INSERT INTO import_pieces (import_id, number, tenant_id, items, body) VALUES ($1, $2, $3, $4, $5) "
                "ON CONFLICT DO NOTHING RETURNING number",
                *(import_id, piece.number, tenant_id, piece.items, piece.body),
            )
            if kept is None:
                raise BeingUploaded
            await connection.execute("UPDATE imports SET touched_at = $2 WHERE import_id = $1", import_id, now)

    async def take(self, ref: Ref, taken: Taken, now: datetime) -> None:
        tenant_id, import_id = ref
        async with self._database.transaction([tenant_id]) as connection:
            await connection.execute(
                "UPDATE imports SET stage = 'taken', sha256 = $2, bytes = $3, total = $4, pieces = $5, taken_at = $6, "
                "touched_at = $6 WHERE import_id = $1",
                *(import_id, taken.sha256, taken.bytes, taken.items, taken.pieces, now),
            )
            await connection.execute(
                "INSERT INTO receipts (receipt_id, tenant_id, items, importing, taken_at) "
                "VALUES ($1, $2, $3, true, $4)",
                *(import_id, tenant_id, taken.last + 1, now),
            )

    async def fail(self, ref: Ref, problem: str, now: datetime) -> None:
        async with self._database.transaction([ref[0]]) as connection:
            await _fail(connection, [ref[1]], problem, now)

    async def waiting(self) -> list[Ref]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT tenant_id, receipt_id FROM receipts WHERE importing ORDER BY taken_at LIMIT 1000"
            )
        return [(row["tenant_id"], row["receipt_id"]) for row in rows]

    async def work_off(self, ref: Ref, publish: PublishItems, now: datetime) -> bool:
        tenant_id, import_id = ref
        async with self._database.transaction([tenant_id]) as connection:
            piece = await connection.fetchrow(
                "SELECT number, items, body FROM import_pieces WHERE import_id = $1 ORDER BY number LIMIT 1 "
                "FOR UPDATE SKIP LOCKED",
                import_id,
            )
            one = await _one(connection, import_id)
            if piece is None or one is None:
                await connection.execute(DONE, import_id)
                return False
            worked = await publish(one, unpack(piece["body"]))
            await self._count(connection, one, piece, worked)
            await connection.execute(UNOPENED, import_id, now)
            await connection.execute(DONE, import_id)
        return True

    async def _count(self, connection: Connection, one: Import, piece: Any, worked: Worked) -> None:
        await connection.execute(
            "DELETE FROM import_pieces WHERE import_id = $1 AND number = $2", one.import_id, piece["number"]
        )
        room = max(0, LISTED_FAILURES - one.counts.refused)
        await refuse(connection, worked.refused[:room], one.tenant_id)
        await connection.execute(COUNTED, one.import_id, piece["items"], worked.published, len(worked.refused))

    async def get(self, ref: Ref) -> Import | None:
        async with self._database.transaction([ref[0]]) as connection:
            return await _one(connection, ref[1])

    async def page(self, tenant_id: str, limit: int, after: tuple[datetime, UUID] | None) -> list[Import]:
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(LATEST, tenant_id, limit, *(after or (None, None)))
        return [import_of(row) for row in rows]

    async def failures(self, ref: Ref, limit: int, after: int) -> list[Decision]:
        async with self._database.transaction([ref[0]]) as connection:
            rows = await connection.fetch(
                "SELECT * FROM outcomes WHERE receipt_id = $1 AND outcome = 'rejected' AND place > $2 "
                "ORDER BY place LIMIT $3",
                *(ref[1], after, limit),
            )
        return [decision(row) for row in rows]

    async def stats(self, tenant_id: str) -> dict[str, Any]:
        async with self._database.transaction([tenant_id]) as connection:
            row = await connection.fetchrow(STATS, tenant_id)
        return dict(row) if row else {}

    async def prune(self, before: datetime, broken_off: datetime) -> None:
        for tenants in await all_tenants(self._database):
            async with self._database.transaction(tenants) as connection:
                rows = await connection.fetch(
                    "SELECT import_id FROM imports WHERE stage = 'receiving' AND touched_at < $1", broken_off
                )
                await _fail(connection, [row[0] for row in rows], "the upload broke off: send it again", broken_off)
                await connection.execute(
                    "DELETE FROM imports i WHERE started_at < $1 AND NOT EXISTS "
                    "(SELECT FROM import_pieces p WHERE p.import_id = i.import_id)",
                    before,
                )


async def _one(connection: Connection, import_id: UUID) -> Import | None:
    row = await connection.fetchrow("SELECT * FROM imports WHERE import_id = $1", import_id)
    return import_of(row) if row is not None else None


async def _fail(connection: Connection, imports: Sequence[UUID], problem: str, now: datetime) -> None:
    if imports:
        await connection.execute("DELETE FROM import_pieces WHERE import_id = ANY ($1)", list(imports))
        await connection.execute(
            "UPDATE imports SET stage = 'failed', problem = $2, ended_at = $3 WHERE import_id = ANY ($1)",
            *(list(imports), problem, now),
        )
