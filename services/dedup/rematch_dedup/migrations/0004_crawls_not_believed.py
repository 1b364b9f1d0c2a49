"""Crawls that don't count because they say that too much is gone: of each scope the first since one counted."""

from rematch_common.migrate import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("ALTER TABLE crawls ADD COLUMN refused boolean NOT NULL DEFAULT false")
