"""Whose a delivery is, and whom notify has forgotten."""

from rematch_common.migrate import run, tenant_policy

revision = "0003"
down_revision = "0002"

# What is left of a person who is forgotten is that they were: what was said of them before must not be told later.
SQL = """
ALTER TABLE deliveries ADD COLUMN candidate_id text;
CREATE INDEX deliveries_of_person ON deliveries (tenant_id, candidate_id);
CREATE TABLE erasures (
    tenant_id text NOT NULL,
    erasure_id text NOT NULL,
    candidate_id text NOT NULL,
    version bigint,
    tombstones bigint,
    erased_at timestamptz,
    deliveries bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, erasure_id)
);
CREATE INDEX erasures_of_person ON erasures (tenant_id, candidate_id);
CREATE TABLE erased_pairs (
    tenant_id text NOT NULL,
    erasure_id text NOT NULL,
    match_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, erasure_id, match_id)
)
"""


def upgrade() -> None:
    run(SQL)
    for table in ("erasures", "erased_pairs"):
        run(tenant_policy(table))
