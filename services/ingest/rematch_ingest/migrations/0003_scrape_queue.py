"""Who would like which role, the queue of roles to scrape, search categories, and what operators were told of.

A person's save writes only rows of its own tenant and lines of `role_changes`, which nobody waits for: they are added
up into the queue before it is looked at. The queue knows roles, counts and names of places, and no tenant.
"""

from rematch_common.migrate import run, tenant_policy

revision = "0003"
down_revision = "0002"

SQL = """
CREATE TABLE preferred_roles (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    role text NOT NULL,
    title text NOT NULL,
    place smallint NOT NULL,
    hints text[] NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id, role)
);
CREATE TABLE role_changes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role text NOT NULL,
    display text NOT NULL,
    hint text,
    people smallint NOT NULL
);
CREATE TABLE scrape_queue (
    queue_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role text NOT NULL UNIQUE,
    display text NOT NULL,
    category text,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'scraping', 'failed')),
    priority smallint NOT NULL DEFAULT 0,
    candidate_count integer NOT NULL,
    waiting_since timestamptz NOT NULL,
    not_before timestamptz NOT NULL,
    round integer NOT NULL DEFAULT 0,
    holder text,
    started_at timestamptz,
    touched_at timestamptz,
    last_scraped_at timestamptz,
    retries integer NOT NULL DEFAULT 0,
    failed_rounds integer NOT NULL DEFAULT 0,
    last_error text,
    total_found bigint NOT NULL DEFAULT 0,
    sites json NOT NULL DEFAULT '{}'
);
CREATE INDEX scrape_queue_touched ON scrape_queue (touched_at DESC NULLS LAST);
CREATE TABLE role_places (
    role text NOT NULL,
    hint text NOT NULL,
    people integer NOT NULL,
    PRIMARY KEY (role, hint)
);
CREATE TABLE scrape_seen (
    queue_id bigint NOT NULL REFERENCES scrape_queue ON DELETE CASCADE,
    platform text NOT NULL,
    ad text NOT NULL,
    PRIMARY KEY (queue_id, platform, ad)
);
CREATE TABLE scrape_days (
    day date PRIMARY KEY,
    found bigint NOT NULL
);
CREATE TABLE scrape_platforms (
    platform text PRIMARY KEY,
    active boolean NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    place integer NOT NULL
);
CREATE TABLE open_alerts (
    kind text NOT NULL,
    subject text NOT NULL,
    alert jsonb NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE SEQUENCE told_events;
CREATE TABLE search_categories (
    slug text PRIMARY KEY,
    name text NOT NULL,
    keywords text[] NOT NULL,
    origin text NOT NULL CHECK (origin IN ('seeded', 'admin', 'role')),
    removed boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL
);
CREATE TABLE pipeline_runs (
    run_id uuid PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    taken_at timestamptz,
    ended_at timestamptz,
    holder text,
    roles integer,
    postings bigint
);
CREATE UNIQUE INDEX pipeline_runs_waiting ON pipeline_runs ((true)) WHERE taken_at IS NULL
"""


def upgrade() -> None:
    run(SQL)
    run(tenant_policy("preferred_roles"))
