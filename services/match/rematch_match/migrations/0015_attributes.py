"""Who is forgotten is forgotten in the store of protected attributes, too, which nobody else may look into."""

revision = "0015"
down_revision = "0014"

# For one tenant's person at a time: match's own role has no right in that schema. Where `rematch roles` has not made
# the store there is nothing to forget; where it has, this function is there already, and belongs to the store's owner.
MISSING = "SELECT to_regprocedure('forget_attributes(text, text)') IS NULL"
FORGET = """
CREATE FUNCTION forget_attributes(tenant text, candidate text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint := 0;
BEGIN
    IF to_regclass('fairness.attributes') IS NOT NULL THEN
        DELETE FROM fairness.attributes WHERE tenant_id = tenant AND candidate_id = candidate;
        GET DIAGNOSTICS gone = ROW_COUNT;
    END IF;
    RETURN gone;
END $$
"""


def upgrade() -> None:
    from alembic import op
    from sqlalchemy import text

    if op.get_bind().scalar(text(MISSING)):
        op.execute(FORGET)
