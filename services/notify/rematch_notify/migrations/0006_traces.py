"""Which trace a telling belongs to, so that a posting's ends with the message that tells of it."""

from rematch_common.migrate import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("ALTER TABLE tellings ADD COLUMN traceparent text")
