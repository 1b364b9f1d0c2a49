"""What people themselves said, by person; and which of it somebody's score was reached with."""

from rematch_common.migrate import run

revision = "0014"
down_revision = "0013"

# A number that grows with each: whoever has scored a person compares it, as the version of a profile.
SQL = """
ALTER TABLE candidates ADD COLUMN reacted bigint NOT NULL DEFAULT 0;
CREATE INDEX feedback_own ON feedback (tenant_id, candidate_id, occurred_at DESC)
    WHERE actor = 'candidate' AND action <> 'viewed'
"""


def upgrade() -> None:
    run(SQL)
