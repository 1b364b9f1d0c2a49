"""Tenants, what is known of a key beside what everybody may know, and how many requests each may still make.

Keys and the list of tenants are read across tenants, so they have no policy; no personal data is in them.
"""

from rematch_common.migrate import run
from rematch_common.postgres_buckets import TABLE

revision = "0004"
down_revision = "0003"

# Keys that are there were made without a limit and keep it so. A tenant that is gone leaves its number: another one of
# the same name goes on from there, so that the versions of its settings never repeat.
SQL = """
ALTER TABLE access_keys
    ADD COLUMN kind text NOT NULL DEFAULT 'tenant',
    ADD COLUMN requests_per_minute integer,
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN requests bigint NOT NULL DEFAULT 0;
UPDATE access_keys SET kind = 'admin' WHERE 'admin' = ANY (scopes);
CREATE INDEX access_keys_tenant ON access_keys (tenant_id, created_at);
CREATE TABLE tenants (
    tenant_id text PRIMARY KEY,
    version bigint NOT NULL,
    settings text NOT NULL,
    retention_days integer,
    ready_without_approval boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
)
"""


def upgrade() -> None:
    run(TABLE)
    run(SQL)
