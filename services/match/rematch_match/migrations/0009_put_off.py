"""Pairs that the factors judged because no model answered: `away`, until `again_at` and until one does."""

from rematch_common.migrate import run

revision = "0009"
down_revision = "0008"

SQL = """
ALTER TABLE verdict_wants ADD COLUMN again_at timestamptz;
ALTER TABLE verdict_wants DROP CONSTRAINT verdict_wants_state_check;
ALTER TABLE verdict_wants ADD CONSTRAINT verdict_wants_state_check
  CHECK (state IN ('pending', 'top', 'budget', 'off') OR state = 'away' AND again_at IS NOT NULL);
CREATE INDEX verdict_wants_put_off ON verdict_wants (tenant_id, again_at, candidate_id) WHERE state = 'away'
"""


def upgrade() -> None:
    run(SQL)
