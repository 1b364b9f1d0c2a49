"""The outbox's values are kept as they come, unpacked."""

from rematch_common.migrate import run
from rematch_common.outbox import AS_THEY_ARE

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run(AS_THEY_ARE)
