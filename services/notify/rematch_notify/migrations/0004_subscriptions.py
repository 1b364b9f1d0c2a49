"""Subscriptions, what each is to be told and was, messages on their way, and openings that became one.

`turns` has no policy: it says which subscriptions there are and which have something to be told, so that all tenants'
turns come in one order; nothing in it says more. `merges` is of openings, which are everybody's.
"""

from rematch_common.migrate import run, tenant_policy
from rematch_common.outbox import AS_THEY_ARE, TABLES

revision = "0004"
down_revision = "0003"

SQL = """
CREATE TABLE subscriptions (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    subscriber text NOT NULL,
    candidate_id text,
    about text NOT NULL,
    filter jsonb NOT NULL,
    channel text NOT NULL,
    target bytea NOT NULL,
    secret bytea,
    pace text NOT NULL,
    daily_at time NOT NULL,
    quiet_from time,
    quiet_to time,
    zone text NOT NULL,
    cap integer,
    cap_period text,
    state text NOT NULL,
    state_why text NOT NULL DEFAULT '',
    language text NOT NULL,
    deployment boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    failing_since timestamptz,
    PRIMARY KEY (tenant_id, subscription_id)
);
CREATE INDEX subscriptions_of_person ON subscriptions (tenant_id, candidate_id);
CREATE TABLE tellings (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    candidate_id text NOT NULL,
    job_id uuid NOT NULL,
    match_id uuid,
    version bigint NOT NULL,
    score real NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL,
    due_at timestamptz NOT NULL,
    message_id uuid,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, subscription_id, candidate_id, job_id),
    FOREIGN KEY (tenant_id, subscription_id) REFERENCES subscriptions ON DELETE CASCADE
);
CREATE INDEX tellings_of_pair ON tellings (tenant_id, candidate_id, job_id);
CREATE INDEX tellings_of_opening ON tellings (job_id);
CREATE INDEX tellings_waiting ON tellings (tenant_id, subscription_id, due_at) WHERE state = 'waiting';
CREATE INDEX tellings_of_message ON tellings (tenant_id, message_id) WHERE message_id IS NOT NULL;
CREATE TABLE messages (
    tenant_id text NOT NULL,
    message_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    attempt integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    leased_until timestamptz,
    state text NOT NULL,
    first_at timestamptz NOT NULL,
    sent_at timestamptz,
    answer text NOT NULL DEFAULT '',
    more integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, message_id),
    FOREIGN KEY (tenant_id, subscription_id) REFERENCES subscriptions ON DELETE CASCADE
);
CREATE INDEX messages_of_subscription ON messages (tenant_id, subscription_id, first_at);
CREATE TABLE turns (
    tenant_id text NOT NULL,
    subscription_id uuid NOT NULL,
    about text NOT NULL,
    deployment boolean NOT NULL,
    next_at timestamptz,
    leased_until timestamptz,
    PRIMARY KEY (tenant_id, subscription_id)
);
CREATE INDEX turns_next ON turns (next_at) WHERE next_at IS NOT NULL;
CREATE TABLE merges (job_id uuid PRIMARY KEY, into_id uuid NOT NULL);
CREATE INDEX merges_into ON merges (into_id);
CREATE SEQUENCE told_events;
ALTER TABLE erasures ADD COLUMN subscriptions bigint NOT NULL DEFAULT 0,
    ADD COLUMN tellings bigint NOT NULL DEFAULT 0,
    ADD COLUMN messages bigint NOT NULL DEFAULT 0
"""


def upgrade() -> None:
    run(SQL)
    for table in ("subscriptions", "tellings", "messages"):
        run(tenant_policy(table))
    run(TABLES)
    run(AS_THEY_ARE)
