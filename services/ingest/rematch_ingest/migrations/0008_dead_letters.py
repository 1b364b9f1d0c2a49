"""Which erasures' dead letters have been looked for; those of before are looked for once more."""

from rematch_common.migrate import run

revision = "0008"
down_revision = "0007"

SQL = """
ALTER TABLE erasures ADD COLUMN swept_at timestamptz;
CREATE INDEX erasures_unswept ON erasures (tenant_id, asked_at) WHERE swept_at IS NULL
"""


def upgrade() -> None:
    run(SQL)
