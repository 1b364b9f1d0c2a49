"""What people were shown, at which place of their lists: a row for each version of a match, which nobody changes."""

from rematch_common.migrate import run

revision = "0012"
down_revision = "0011"

# Of no tenant, as `audit` is: both lead to people by way of `pseudonyms` alone, whose rows are their tenants'.
SQL = """
CREATE TABLE shown (
    pseudonym uuid NOT NULL,
    job_id uuid NOT NULL,
    match_version bigint NOT NULL,
    surface text NOT NULL CHECK (surface IN ('list')),
    position int NOT NULL CHECK (position > 0),
    profile text NOT NULL,
    profile_version int NOT NULL,
    shown_at timestamptz NOT NULL,
    PRIMARY KEY (pseudonym, job_id, match_version, surface)
);
CREATE INDEX shown_lately ON shown (pseudonym, shown_at)
"""
APPEND_ONLY = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE insufficient_privilege USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON shown FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    run(SQL)
    run(APPEND_ONLY)
