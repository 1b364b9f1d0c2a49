"""Openings, their ads, where ads are to be found, and what was decided about each raw record."""

from rematch_common.migrate import run
from rematch_common.outbox import TABLES

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE openings (
    job_id uuid PRIMARY KEY,
    version bigint NOT NULL,
    open boolean NOT NULL,
    lead_source text NOT NULL,
    lead_external_id text NOT NULL,
    content_hash text NOT NULL,
    first_seen timestamptz NOT NULL,
    merged_into uuid
) WITH (fillfactor = 90);
CREATE TABLE ads (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id uuid NOT NULL,
    source text COLLATE "C" NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    gone text,
    missed smallint NOT NULL,
    told bigint NOT NULL,
    scraped_at timestamptz NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    scope text,
    url text,
    rank text COLLATE "C" NOT NULL,
    text_hash text NOT NULL,
    content_hash text NOT NULL,
    reading uuid NOT NULL,
    why bytea,
    portrait bytea NOT NULL,
    UNIQUE (source, external_id)
) WITH (fillfactor = 85);
CREATE INDEX ads_of_opening ON ads (job_id);
CREATE INDEX ads_by_reading ON ads (reading);
CREATE INDEX ads_by_end ON ads (ends_at) WHERE gone IS NULL;
CREATE INDEX ads_missed ON ads (id) WHERE gone IS NULL AND missed > 0;
CREATE TABLE ad_fields (
    ad bigint PRIMARY KEY,
    fields bytea NOT NULL
);
CREATE TABLE blocks (
    key bigint NOT NULL,
    ad bigint NOT NULL,
    PRIMARY KEY (key, ad)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05);
CREATE TABLE verdicts (
    one bigint NOT NULL,
    other bigint NOT NULL,
    verdict text NOT NULL,
    said_by text NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (one, other),
    CHECK (one < other)
);
CREATE TABLE crawls (
    source text NOT NULL,
    scope text NOT NULL,
    started timestamptz NOT NULL,
    finished timestamptz NOT NULL,
    seen bigint NOT NULL,
    applied boolean NOT NULL DEFAULT false,
    PRIMARY KEY (source, scope, started)
);
CREATE TABLE decisions (
    raw_id uuid PRIMARY KEY,
    decided_at timestamptz NOT NULL
);
CREATE INDEX decisions_by_age ON decisions USING brin (decided_at);
CREATE TABLE source_stats (
    source text NOT NULL,
    outcome text NOT NULL,
    records bigint NOT NULL,
    PRIMARY KEY (source, outcome)
) WITH (fillfactor = 50);
-- The quicker method, where this server was built with it.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals))
    THEN ALTER TABLE ad_fields ALTER COLUMN fields SET COMPRESSION lz4; END IF; END $$
"""


def upgrade() -> None:
    run(TABLES)
    run(SQL)
