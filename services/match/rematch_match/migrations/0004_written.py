"""Who was written lately, for those who remember people; and texts that nobody looks into, kept as texts."""

from rematch_common.migrate import run
from rematch_common.outbox import AS_THEY_ARE

revision = "0004"
down_revision = "0003"

# To parse and pack what is only handed on cost more than to write the row with all its indexes.
AS_TEXT = """
ALTER TABLE matches ALTER body DROP DEFAULT;
ALTER TABLE matches ALTER body TYPE text USING body::text, ALTER body SET DEFAULT '{}', ALTER body SET STORAGE EXTERNAL;
ALTER TABLE audit ALTER versions TYPE text, ALTER inputs TYPE text, ALTER factors TYPE text;
ALTER TABLE audit ALTER versions SET STORAGE EXTERNAL, ALTER inputs SET STORAGE EXTERNAL,
    ALTER factors SET STORAGE EXTERNAL
"""
# The transaction that wrote a person last. Whoever has seen all that was committed before one of these asks next for
# what was written by it and later ones. A trigger, so that whoever writes a person writes this.
WRITTEN = """
ALTER TABLE candidates ADD COLUMN written xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX candidates_written ON candidates (written)
"""
NOTE_WRITING = """
CREATE FUNCTION note_writing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.written := pg_current_xact_id();
    RETURN NEW;
END $$
"""
NOTING = "CREATE TRIGGER written BEFORE UPDATE ON candidates FOR EACH ROW EXECUTE FUNCTION note_writing()"


def upgrade() -> None:
    # Imported here, as `run` does; a function's body holds what `run` takes for the end of a statement.
    from alembic import op

    run(AS_TEXT)
    run(AS_THEY_ARE)
    run(WRITTEN)
    op.execute(NOTE_WRITING)
    op.execute(NOTING)
