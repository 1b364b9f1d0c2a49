"""Openings and people as matching needs them, and the pairs that were told."""

from rematch_common.migrate import run, tenant_policy
from rematch_common.outbox import TABLES

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE jobs (
    job_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    alive boolean NOT NULL,
    required text[] NOT NULL,
    preferred text[] NOT NULL,
    skills text[] NOT NULL,
    model text,
    vector bytea,
    card jsonb NOT NULL,
    lineage jsonb NOT NULL,
    merged_into uuid
);
CREATE INDEX jobs_by_skill ON jobs USING gin (skills) WHERE alive;
CREATE TABLE tenants (
    tenant_id text PRIMARY KEY
);
CREATE TABLE candidates (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    version bigint NOT NULL,
    alive boolean NOT NULL,
    skills text[] NOT NULL,
    model text,
    vector bytea,
    lineage jsonb NOT NULL,
    away_as text,
    PRIMARY KEY (tenant_id, candidate_id)
);
CREATE INDEX candidates_by_skill ON candidates USING gin (skills) WHERE alive;
CREATE TABLE matches (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    version bigint NOT NULL,
    active boolean NOT NULL,
    score double precision NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id, job_id)
);
CREATE INDEX matches_of_job ON matches (job_id) WHERE active;
CREATE TABLE finished (
    key text PRIMARY KEY,
    version bigint NOT NULL
)
"""


def upgrade() -> None:
    run(TABLES)
    run(SQL)
    run(tenant_policy("candidates"))
    run(tenant_policy("matches"))
