"""What people were shown is noted of messages, too."""

from rematch_common.migrate import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run("""
ALTER TABLE shown DROP CONSTRAINT shown_surface_check,
    ADD CONSTRAINT shown_surface_check CHECK (surface IN ('list', 'message'))
""")
