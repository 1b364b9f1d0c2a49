"""Which process has told how much of a key's use: the same again counts once."""

from rematch_common.migrate import run

revision = "0010"
down_revision = "0009"

SQL = """
CREATE TABLE key_tellers (
    key_id text NOT NULL,
    teller text NOT NULL,
    number bigint NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (key_id, teller)
)
"""


def upgrade() -> None:
    run(SQL)
