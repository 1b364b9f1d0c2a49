"""Until when somebody was known who was erased: what they said before is not the word of who comes under their id."""

from rematch_common.migrate import run

revision = "0016"
down_revision = "0015"

SQL = "ALTER TABLE candidates ADD COLUMN erased_at timestamptz"


def upgrade() -> None:
    run(SQL)
