"""Experiments that were declared, and which pairs were found under which arm."""

from rematch_common.migrate import run, tenant_policy

revision = "0008"
down_revision = "0007"

SQL = """
CREATE TABLE experiments (
    name text PRIMARY KEY,
    declaration jsonb NOT NULL,
    declared_at timestamptz NOT NULL
);
CREATE TABLE exposures (
    experiment text NOT NULL,
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    arm text NOT NULL,
    since timestamptz NOT NULL,
    PRIMARY KEY (experiment, tenant_id, candidate_id, job_id)
);
CREATE INDEX exposures_of_person ON exposures (tenant_id, candidate_id)
"""


def upgrade() -> None:
    run(SQL)
    run(tenant_policy("exposures"))
