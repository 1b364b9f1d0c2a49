"""What DELIVER looks for: whose turn it is within each tenant, apart for endpoints that fail, and what counts against
a cap."""

from rematch_common.migrate import run

revision = "0005"
down_revision = "0004"

SQL = """
ALTER TABLE turns ADD COLUMN failing boolean NOT NULL DEFAULT false;
CREATE INDEX turns_of_tenant ON turns (failing, tenant_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX tellings_told ON tellings (tenant_id, subscription_id, changed_at) WHERE state IN ('taken', 'told');
CREATE UNIQUE INDEX messages_sending ON messages (tenant_id, subscription_id) WHERE state = 'sending'
"""


def upgrade() -> None:
    run(SQL)
