"""What is said of matches, what tenants choose, how rare skills are, what was noted, and what waits to be matched."""

from rematch_common.migrate import run, tenant_policy

revision = "0003"
down_revision = "0002"

SQL = """
CREATE TABLE reactions (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'suggested'
        CHECK (status IN ('suggested', 'viewed', 'shortlisted', 'applied', 'rejected')),
    saved boolean NOT NULL DEFAULT false,
    outcome text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id, job_id)
);
CREATE INDEX reactions_of_job ON reactions (job_id);
CREATE INDEX reactions_against ON reactions (job_id) WHERE status = 'rejected';
CREATE TABLE feedback (
    feedback_id uuid PRIMARY KEY,
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    action text NOT NULL,
    reason text,
    relevance smallint, quality smallint,
    actor text NOT NULL,
    occurred_at timestamptz NOT NULL
);
CREATE INDEX feedback_of_pair ON feedback (tenant_id, candidate_id, job_id);
CREATE INDEX feedback_outcomes ON feedback (tenant_id, occurred_at DESC)
    WHERE action IN ('hired', 'offered', 'interviewed');
CREATE TABLE applications (
    application_id uuid PRIMARY KEY,
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    applied_via text NOT NULL CHECK (applied_via IN ('platform', 'direct', 'referral')),
    status text NOT NULL CHECK (status IN ('applied', 'screening', 'interviewing', 'offer', 'accepted', 'rejected')),
    applied_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    UNIQUE (tenant_id, candidate_id, job_id)
);
CREATE INDEX applications_newest ON applications (tenant_id, applied_at DESC, application_id DESC);
CREATE INDEX applications_of_job ON applications (tenant_id, job_id);
CREATE TABLE tenant_settings (
    tenant_id text PRIMARY KEY,
    version bigint NOT NULL,
    settings jsonb NOT NULL
);
CREATE TABLE readings (
    tenant_id text PRIMARY KEY,
    reading bigint NOT NULL UNIQUE
);
CREATE TABLE rarity (
    version bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at timestamptz NOT NULL,
    openings bigint NOT NULL,
    weights jsonb NOT NULL
);
CREATE TABLE pseudonyms (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    pseudonym uuid NOT NULL UNIQUE,
    PRIMARY KEY (tenant_id, candidate_id)
);
CREATE TABLE audit (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    pseudonym uuid NOT NULL,
    job_id uuid NOT NULL,
    match_version bigint NOT NULL,
    told_at timestamptz NOT NULL,
    trigger text NOT NULL,
    versions jsonb NOT NULL,
    inputs jsonb NOT NULL,
    factors jsonb NOT NULL,
    score double precision NOT NULL,
    UNIQUE (pseudonym, job_id, match_version)
);
CREATE TABLE requests (
    request_id uuid PRIMARY KEY,
    tenant_id text NOT NULL,
    trigger text NOT NULL,
    asked_at timestamptz NOT NULL,
    total bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    ended_at timestamptz
);
CREATE TABLE backlog (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    request_id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    claimed_at timestamptz,
    PRIMARY KEY (tenant_id, candidate_id, request_id)
);
CREATE INDEX backlog_oldest ON backlog (tenant_id, asked_at, candidate_id);
CREATE INDEX backlog_of_request ON backlog (tenant_id, request_id);
CREATE INDEX requests_going_on ON requests (tenant_id) WHERE ended_at IS NULL
"""
# Nobody may change what was noted, the service's own role and the owner included.
APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
OF_TENANTS = ("reactions", "feedback", "applications", "pseudonyms", "requests", "backlog")


def upgrade() -> None:
    run(SQL)
    run(APPEND_ONLY)
    for table in OF_TENANTS:
        run(tenant_policy(table))
