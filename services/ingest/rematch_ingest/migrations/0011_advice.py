"""Categories that a language model has named, and which roles it was asked about."""

from rematch_common.migrate import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("ALTER TABLE search_categories DROP CONSTRAINT search_categories_origin_check")
    run("""
ALTER TABLE search_categories ADD COLUMN advised_at timestamptz,
  ADD CONSTRAINT search_categories_origin_check CHECK (origin IN ('seeded', 'admin', 'role', 'model'))
""")
