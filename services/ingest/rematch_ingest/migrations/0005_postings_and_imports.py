"""Whose postings came in, what became of them, imports in pieces, and answers kept under idempotency keys.

`receipts` has no policy: what dedup says of a posting names no tenant, and its receipt is where the tenant is known.
"""

from rematch_common.migrate import run, tenant_policy

revision = "0005"
down_revision = "0004"

SQL = """
CREATE TABLE receipts (
    receipt_id uuid PRIMARY KEY,
    tenant_id text NOT NULL,
    items integer NOT NULL,
    importing boolean NOT NULL DEFAULT false,
    taken_at timestamptz NOT NULL
);
CREATE INDEX receipts_by_age ON receipts (taken_at);
CREATE INDEX receipts_importing ON receipts (taken_at) WHERE importing;
CREATE TABLE outcomes (
    receipt_id uuid NOT NULL,
    place integer NOT NULL,
    tenant_id text NOT NULL,
    outcome text NOT NULL,
    job_id uuid,
    stage text,
    evidence text NOT NULL,
    reason text,
    field text,
    detail text,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (receipt_id, place)
);
CREATE INDEX outcomes_rejected ON outcomes (receipt_id, place) WHERE outcome = 'rejected';
CREATE TABLE replies (
    tenant_id text NOT NULL,
    key text NOT NULL,
    claimed_at timestamptz NOT NULL,
    sha256 bytea,
    status smallint,
    media_type text,
    body bytea,
    PRIMARY KEY (tenant_id, key)
);
CREATE TABLE imports (
    import_id uuid PRIMARY KEY,
    tenant_id text NOT NULL,
    name text NOT NULL,
    format text NOT NULL,
    source text,
    stage text NOT NULL,
    problem text,
    sha256 bytea,
    bytes bigint NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    pieces integer NOT NULL DEFAULT 0,
    pieces_read integer NOT NULL DEFAULT 0,
    lines integer NOT NULL DEFAULT 0,
    published integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    new integer NOT NULL DEFAULT 0,
    joined integer NOT NULL DEFAULT 0,
    refreshed integer NOT NULL DEFAULT 0,
    updated integer NOT NULL DEFAULT 0,
    rejected integer NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL,
    touched_at timestamptz NOT NULL,
    taken_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX imports_newest ON imports (tenant_id, started_at, import_id);
CREATE TABLE import_pieces (
    import_id uuid NOT NULL,
    number integer NOT NULL,
    tenant_id text NOT NULL,
    items integer NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (import_id, number)
);
ALTER TABLE import_pieces ALTER body SET STORAGE EXTERNAL
"""


def upgrade() -> None:
    run(SQL)
    for table in ("outcomes", "replies", "imports", "import_pieces"):
        run(tenant_policy(table))
