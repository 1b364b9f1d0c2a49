"""How many requests each key may still make, for all replicas together."""

from rematch_common.migrate import run
from rematch_common.postgres_buckets import TABLE

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run(TABLE)
