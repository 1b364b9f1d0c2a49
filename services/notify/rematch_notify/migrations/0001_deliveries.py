"""What was told of each match, last."""

from rematch_common.migrate import run, tenant_policy

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE deliveries (
    tenant_id text NOT NULL,
    match_id uuid NOT NULL,
    channel text NOT NULL,
    version bigint NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, match_id, channel)
)
"""


def upgrade() -> None:
    run(SQL)
    run(tenant_policy("deliveries"))
