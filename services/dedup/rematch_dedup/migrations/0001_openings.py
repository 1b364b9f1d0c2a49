"""Openings, their ads, and what was decided about each raw record."""

from rematch_common.migrate import run
from rematch_common.outbox import TABLES

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE openings (
    job_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    open boolean NOT NULL,
    text_hash text NOT NULL,
    content_hash text NOT NULL,
    lead_source text NOT NULL,
    lead_external_id text NOT NULL,
    facts jsonb NOT NULL,
    first_seen timestamptz NOT NULL
);
CREATE TABLE texts (
    text_hash text PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES openings
);
CREATE TABLE ads (
    source text NOT NULL,
    external_id text NOT NULL,
    job_id uuid NOT NULL REFERENCES openings,
    url text,
    open boolean NOT NULL,
    content_hash text NOT NULL,
    scraped_at timestamptz NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    PRIMARY KEY (source, external_id)
);
CREATE INDEX ads_of_opening ON ads (job_id, last_seen DESC);
CREATE TABLE decisions (
    raw_id uuid PRIMARY KEY,
    decided_at timestamptz NOT NULL
);
CREATE INDEX decisions_by_age ON decisions (decided_at)
"""


def upgrade() -> None:
    run(TABLES)
    run(SQL)
