"""The ledger of erasures, and the receipts of the stores."""

from rematch_common.migrate import run, tenant_policy

revision = "0007"
down_revision = "0006"

# The ledger must be able to erase the same person once more, in a store that comes back from a backup: so it holds
# their id, which people choose, and nothing else of them.
SQL = """
CREATE TABLE erasures (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    version bigint NOT NULL,
    erasure_id text NOT NULL,
    asked_at timestamptz NOT NULL,
    replayed_at timestamptz,
    PRIMARY KEY (tenant_id, candidate_id, version),
    UNIQUE (tenant_id, erasure_id)
);
CREATE INDEX erasures_newest ON erasures (tenant_id, asked_at DESC, erasure_id DESC);
CREATE TABLE erasure_receipts (
    tenant_id text NOT NULL,
    erasure_id text NOT NULL,
    store text NOT NULL,
    done_at timestamptz NOT NULL,
    gone_by timestamptz,
    counts jsonb NOT NULL,
    PRIMARY KEY (tenant_id, erasure_id, store)
)
"""


def upgrade() -> None:
    run(SQL)
    run(tenant_policy("erasures"))
    run(tenant_policy("erasure_receipts"))
