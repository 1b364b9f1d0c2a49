"""What an operator has asked for of the indexes, and how far it is."""

from rematch_common.migrate import run

revision = "0011"
down_revision = "0010"

WORK = """
CREATE TABLE index_work (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('check', 'rebuild')),
    asked_at timestamptz NOT NULL,
    stage smallint NOT NULL DEFAULT 0,
    behind text,
    looked bigint NOT NULL DEFAULT 0,
    wrong bigint NOT NULL DEFAULT 0,
    skills_wrong bigint NOT NULL DEFAULT 0,
    done_at timestamptz
)
"""


def upgrade() -> None:
    run(WORK)
