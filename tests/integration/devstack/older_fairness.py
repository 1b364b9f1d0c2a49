"""The store of protected attributes as it was when the owner of the services' schemas had it; match's migration made
the function."""

OLDER = """
CREATE SCHEMA fairness AUTHORIZATION rematch_owner;
REVOKE ALL ON SCHEMA fairness FROM PUBLIC;
GRANT USAGE ON SCHEMA fairness TO rematch_fairness;
ALTER DEFAULT PRIVILEGES FOR ROLE rematch_owner IN SCHEMA fairness
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO rematch_fairness;
ALTER DEFAULT PRIVILEGES FOR ROLE rematch_owner IN SCHEMA fairness GRANT USAGE, SELECT ON SEQUENCES TO rematch_fairness;
ALTER DEFAULT PRIVILEGES FOR ROLE rematch_owner IN SCHEMA fairness GRANT EXECUTE ON FUNCTIONS TO rematch_fairness;
CREATE TABLE fairness.attributes (
    tenant_id text NOT NULL, candidate_id text NOT NULL, sex text, race_ethnicity text, source text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id), CHECK (num_nonnulls(sex, race_ethnicity) > 0)
);
ALTER TABLE fairness.attributes OWNER TO rematch_owner;
ALTER TABLE fairness.attributes ENABLE ROW LEVEL SECURITY;
ALTER TABLE fairness.attributes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON fairness.attributes
    USING (tenant_id = ANY (string_to_array(NULLIF(current_setting('rematch.tenants', true), ''), ',')))
    WITH CHECK (tenant_id = ANY (string_to_array(NULLIF(current_setting('rematch.tenants', true), ''), ',')));
GRANT SELECT, INSERT, UPDATE, DELETE ON fairness.attributes TO rematch_fairness;
"""
