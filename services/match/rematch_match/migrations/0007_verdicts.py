"""Verdicts: which pairs want one, what was said of them, which of it was told, and what a tenant's day has cost."""

from rematch_common.migrate import run, tenant_policy

revision = "0007"
down_revision = "0006"

SQL = """
ALTER TABLE matches ADD COLUMN verdict uuid;
CREATE TABLE verdicts (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    verdict_id uuid NOT NULL,
    candidate_hash text NOT NULL,
    job_hash text NOT NULL,
    prompt text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
    reason text NOT NULL,
    calls bigint NOT NULL,
    tokens_in bigint NOT NULL,
    tokens_out bigint NOT NULL,
    cost double precision NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id, job_id, verdict_id)
);
CREATE INDEX verdicts_of_question ON verdicts (tenant_id, candidate_hash, job_hash);
CREATE TABLE verdict_wants (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    score double precision NOT NULL,
    turn bigint NOT NULL DEFAULT 1,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'top', 'budget', 'off')),
    wanted_at timestamptz NOT NULL,
    claimed_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, candidate_id, job_id)
);
CREATE INDEX verdict_wants_waiting ON verdict_wants (tenant_id, wanted_at, candidate_id) WHERE ended_at IS NULL;
CREATE INDEX verdict_wants_ended ON verdict_wants (ended_at) WHERE ended_at IS NOT NULL;
CREATE TABLE verdict_spending (
    tenant_id text NOT NULL,
    day date NOT NULL,
    calls bigint NOT NULL DEFAULT 0,
    cost double precision NOT NULL DEFAULT 0,
    told boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant_id, day)
)
"""


def upgrade() -> None:
    run(SQL)
    for table in ("verdicts", "verdict_wants", "verdict_spending"):
        run(tenant_policy(table))
