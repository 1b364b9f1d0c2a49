"""The statements behind PostgresImports, and a row as the import that it is."""

from datetime import datetime
from typing import Any

from rematch_common.database import Connection
from rematch_ingest.domain.imports import Counts, Import, Upload

BEGIN = """
INSERT INTO imports (import_id, tenant_id, name, format, source, stage, started_at, touched_at)
VALUES ($1, $2, $3, $4, $5, 'receiving', $6, $6) ON CONFLICT (import_id) DO NOTHING RETURNING import_id
"""
_RESTART = """
UPDATE imports SET name = $2, format = $3, source = $4, stage = 'receiving', problem = NULL, ended_at = NULL,
  started_at = $5, touched_at = $5 WHERE import_id = $1
"""
COUNTED = """
UPDATE imports SET pieces_read = pieces_read + 1, lines = lines + $2, published = published + $3,
  refused = refused + $4 WHERE import_id = $1
"""
# Nothing of it was accepted, or all was decided before it was counted: nobody will come to end it.
UNOPENED = """
UPDATE imports SET ended_at = $2 WHERE import_id = $1 AND ended_at IS NULL AND pieces_read >= pieces
  AND new + joined + refreshed + updated + rejected >= published
"""
DONE = """
UPDATE receipts SET importing = false WHERE receipt_id = $1
  AND NOT EXISTS (SELECT FROM import_pieces WHERE import_id = $1)
"""
LATEST = """
SELECT * FROM imports WHERE tenant_id = $1 AND ($3::timestamptz IS NULL OR (started_at, import_id) < ($3, $4::uuid))
ORDER BY started_at DESC, import_id DESC LIMIT $2
"""
STATS = """
SELECT count(*) AS imports, count(*) FILTER (WHERE ended_at IS NULL) AS running,
  count(*) FILTER (WHERE stage = 'failed') AS failed_imports,
  coalesce(sum(total), 0)::bigint AS total, coalesce(sum(new), 0)::bigint AS new,
  coalesce(sum(joined + refreshed), 0)::bigint AS duplicate, coalesce(sum(updated), 0)::bigint AS updated,
  coalesce(sum(refused + rejected), 0)::bigint AS failed, max(started_at) AS newest_at
FROM imports WHERE tenant_id = $1
"""


async def restart(connection: Connection, upload: Upload, now: datetime) -> None:
    """An upload that broke off, or failed, from its beginning."""
    await connection.execute("DELETE FROM import_pieces WHERE import_id = $1", upload.import_id)
    await connection.execute(_RESTART, upload.import_id, upload.name, upload.format, upload.source, now)


def import_of(row: Any) -> Import:
    counted = ("lines", "published", "refused", "new", "joined", "refreshed", "updated", "rejected")
    counts = Counts(**{name: row[name] for name in counted})
    plain = ("import_id", "tenant_id", "name", "format", "source", "stage", "problem", "sha256", "bytes", "total")
    times = ("pieces", "pieces_read", "started_at", "taken_at", "ended_at")
    return Import(counts=counts, **{name: row[name] for name in (*plain, *times)})
