"""Access keys, and candidates as recruiters gave them."""

from rematch_common.migrate import run, tenant_policy
from rematch_common.outbox import TABLES

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE access_keys (
    key_id text PRIMARY KEY,
    tenant_id text NOT NULL,
    name text,
    scopes text[] NOT NULL,
    sha256 text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE TABLE candidates (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    version bigint NOT NULL,
    facts jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id)
)
"""


def upgrade() -> None:
    run(TABLES)
    run(SQL)
    run(tenant_policy("candidates"))
