"""People: what is personal of a candidate, sealed with a key of their own; and which fields changed when."""

from rematch_common.migrate import run, tenant_policy

revision = "0006"
down_revision = "0005"

SQL = """
ALTER TABLE candidates
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN bulk_at timestamptz,
    ADD COLUMN erased_at timestamptz;
CREATE INDEX candidates_by_status ON candidates (tenant_id, (facts ->> 'status'), candidate_id);
CREATE TABLE people (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    key_id text NOT NULL,
    key bytea NOT NULL,
    sealed bytea NOT NULL,
    cv bytea,
    draft bytea,
    touched_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id),
    FOREIGN KEY (tenant_id, candidate_id) REFERENCES candidates
);
CREATE INDEX people_by_touch ON people (tenant_id, touched_at);
ALTER TABLE people
    ALTER sealed SET STORAGE EXTERNAL, ALTER cv SET STORAGE EXTERNAL, ALTER draft SET STORAGE EXTERNAL;
CREATE TABLE candidate_versions (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    changed text[] NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id, version)
)
"""


def upgrade() -> None:
    run(SQL)
    run(tenant_policy("people"))
    run(tenant_policy("candidate_versions"))
