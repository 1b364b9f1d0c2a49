"""Receipts and outcomes in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rematch_common.database import Connection, Database
from rematch_ingest.domain.fates import Decision, Fate, Receipt
from rematch_ingest.domain.ids import IngestId

_OPEN = """
INSERT INTO receipts (receipt_id, tenant_id, items, taken_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (receipt_id) DO UPDATE SET items = GREATEST(receipts.items, excluded.items)
"""
_COLUMNS = "receipt_id, place, tenant_id, outcome, job_id, stage, evidence, reason, field, detail, decided_at"
_SAID = f"""
SELECT {_COLUMNS} FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[],
  $8::text[], $9::text[], $10::text[], $11::timestamptz[]) AS said({_COLUMNS})
"""
# `again`: a rejection that gave way; only a row that was there before has been locked by somebody.
_NOTE = f"""
WITH noted AS (
  INSERT INTO outcomes AS known ({_COLUMNS}) {_SAID}
  ON CONFLICT (receipt_id, place) DO UPDATE SET outcome = excluded.outcome, job_id = excluded.job_id,
    stage = excluded.stage, evidence = excluded.evidence, reason = excluded.reason, field = excluded.field,
    detail = excluded.detail, decided_at = excluded.decided_at
  WHERE known.outcome = 'rejected' AND excluded.outcome <> 'rejected'
  RETURNING receipt_id, outcome, xmax <> 0 AS again),
counted AS (
  SELECT receipt_id, count(*) FILTER (WHERE outcome = 'new_opening') AS new,
    count(*) FILTER (WHERE outcome = 'ad_of_opening') AS joined,
    count(*) FILTER (WHERE outcome = 'refreshed') AS refreshed,
    count(*) FILTER (WHERE outcome = 'updated') AS updated, count(*) FILTER (WHERE outcome = 'rejected') AS rejected,
    count(*) FILTER (WHERE again) AS again
  FROM noted GROUP BY receipt_id ORDER BY receipt_id)
UPDATE imports i SET new = i.new + c.new, joined = i.joined + c.joined, refreshed = i.refreshed + c.refreshed,
  updated = i.updated + c.updated, rejected = i.rejected + c.rejected - c.again
FROM counted c WHERE i.import_id = c.receipt_id
"""
# When the last of an import's postings is decided, the import has ended.
_END = """
UPDATE imports SET ended_at = $2 WHERE import_id = ANY ($1) AND stage = 'taken' AND ended_at IS NULL
  AND pieces_read >= pieces AND new + joined + refreshed + updated + rejected >= published
"""
_FIND = """
SELECT r.taken_at, o.* FROM receipts r LEFT JOIN outcomes o ON o.receipt_id = r.receipt_id AND o.place = $2
WHERE r.receipt_id = $1
"""


class PostgresOutcomes:
    """See rematch_ingest.ports.outcomes.Outcomes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, receipt: Receipt) -> None:
        r = receipt
        await self._database.execute(_OPEN, r.receipt_id, r.tenant_id, r.items, r.taken_at)

    async def note(self, decisions: Sequence[Decision]) -> None:
        owners = await self._owners(decisions)
        mine = sorted((d for d in decisions if d.id.receipt in owners), key=lambda d: (d.id.receipt, d.id.place))
        if not mine:
            return
        async with self._database.transaction(owners.values()) as connection:
            rows = [row(decision, owners[decision.id.receipt]) for decision in mine]
            await connection.execute(_NOTE, *(list(column) for column in zip(*rows, strict=True)))
            await connection.execute(_END, list(owners), max(decision.decided_at for decision in mine))

    async def _owners(self, decisions: Sequence[Decision]) -> dict[Any, str]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT receipt_id, tenant_id FROM receipts WHERE receipt_id = ANY ($1)",
                list({decision.id.receipt for decision in decisions}),
            )
        return {found["receipt_id"]: found["tenant_id"] for found in rows}

    async def find(self, id_: IngestId, tenant_id: str | None) -> Fate | None:
        async with self._database.transaction() as connection:
            receipt = await connection.fetchrow("SELECT * FROM receipts WHERE receipt_id = $1", id_.receipt)
        if receipt is None or tenant_id not in (None, receipt["tenant_id"]) or id_.place >= receipt["items"]:
            return None
        async with self._database.transaction([receipt["tenant_id"]]) as connection:
            found = await connection.fetchrow(_FIND, id_.receipt, id_.place)
        if found is None:
            return None
        return Fate(found["taken_at"], decision(found) if found["outcome"] else None)

    async def prune(self, before: datetime) -> int:
        forgotten = 0
        while True:
            async with self._database.transaction() as connection:
                rows = await connection.fetch(
                    "SELECT receipt_id, tenant_id FROM receipts WHERE taken_at < $1 AND NOT importing LIMIT 500", before
                )
            if not rows:
                return forgotten
            await self._forget([row["receipt_id"] for row in rows], {row["tenant_id"] for row in rows})
            forgotten += len(rows)

    async def _forget(self, receipts: list[Any], tenants: set[str]) -> None:
        async with self._database.transaction(tenants) as connection:
            await connection.execute("DELETE FROM outcomes WHERE receipt_id = ANY ($1)", receipts)
            await connection.execute("DELETE FROM receipts WHERE receipt_id = ANY ($1)", receipts)


def row(decision: Decision, tenant_id: str) -> tuple[Any, ...]:
    d = decision
    told = (d.outcome, d.job_id, d.stage, d.evidence, d.reason, d.field, d.detail, d.decided_at)
    return (d.id.receipt, d.id.place, tenant_id, *told)


async def refuse(connection: Connection, decisions: Sequence[Decision], tenant_id: str) -> None:
    """Keep refusals that somebody else counts, within the caller's transaction."""
    if decisions:
        rows = [row(each, tenant_id) for each in decisions]
        await connection.execute(
            f"INSERT INTO outcomes ({_COLUMNS}) {_SAID} ON CONFLICT DO NOTHING",
            *(list(column) for column in zip(*rows, strict=True)),
        )


def decision(found: Any) -> Decision:
    told = {name: found[name] for name in ("job_id", "stage", "evidence", "reason", "field", "detail")}
    return Decision(IngestId(found["receipt_id"], found["place"]), found["outcome"], found["decided_at"], **told)
