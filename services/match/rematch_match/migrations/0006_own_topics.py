"""Which tenants' matches go to topics of their own. Read across tenants, as their settings are."""

from rematch_common.migrate import run

revision = "0006"
down_revision = "0005"

# While `moved_at` is null, matches that were told before may still lie on the other topic.
SQL = """
CREATE TABLE own_topics (
    tenant_id text PRIMARY KEY,
    own boolean NOT NULL,
    since timestamptz NOT NULL,
    moved_at timestamptz
)
"""


def upgrade() -> None:
    run(SQL)
