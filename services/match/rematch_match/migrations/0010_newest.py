"""A tenant's newest matches are found without looking at the others."""

from rematch_common.migrate import run

revision = "0010"
down_revision = "0009"

NEWEST = "CREATE INDEX matches_newest ON matches (tenant_id, told_at DESC, match_id DESC) WHERE state = 'active'"


def upgrade() -> None:
    run(NEWEST)
