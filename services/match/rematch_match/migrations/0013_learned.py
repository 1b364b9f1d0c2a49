"""Models learned of tenants' own people, and which of them was in force when: rows that nobody changes."""

from rematch_common.migrate import run, tenant_policy

revision = "0013"
down_revision = "0012"

# Switches are read with all tenants' settings, as one of them, and hold nothing of people.
SQL = """
CREATE TABLE learned_models (
    tenant_id text NOT NULL,
    number int NOT NULL CHECK (number > 0),
    trained_at timestamptz NOT NULL,
    card text NOT NULL,
    trees text NOT NULL,
    PRIMARY KEY (tenant_id, number)
);
CREATE TABLE learned_switches (
    switch_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id text NOT NULL,
    number int,
    why text NOT NULL CHECK (why IN ('promoted', 'rolled_back', 'quality_dropped')),
    switched_at timestamptz NOT NULL
);
CREATE INDEX learned_switches_of_tenant ON learned_switches (tenant_id, switch_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON learned_models
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON learned_switches
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    run(SQL)
    run(tenant_policy("learned_models"))
