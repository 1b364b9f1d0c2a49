"""The database's roles: an owner that migrates, and one login a service that sees only its own schema.

Beside them the auditor, who alone looks into the store of protected attributes: no service has that login, and the
owner, whose password services may have, is not the store's.

Plain SQL, safe to run again, for the embedded PostgreSQL and for any other:

    for statement in statements(): await connection.execute(statement)

Run it connected to the database, as a superuser or as a role with CREATEROLE that owns the database.
"""

from collections.abc import Mapping

from rematch_common.contracts import SERVICES
from rematch_common.migrate import tenant_policy

DATABASE = "rematch"
OWNER = "rematch_owner"
# embed owns nothing: a pure function with a cache.
SCHEMAS = tuple(service for service in SERVICES if service != "embed")
FAIRNESS = "fairness"
AUDITOR = f"rematch_{FAIRNESS}"
ROLES = (OWNER, *(f"rematch_{service}" for service in SERVICES), AUDITOR)
"""Who may log in."""
KEEPER = f"rematch_{FAIRNESS}_owner"
"""Of the store of protected attributes; nobody logs in as it."""

_PLAIN = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
# Its maker must be a superuser; who needs it (match, told to keep its vectors here) says so when there is none.
_VECTORS = """\
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector SCHEMA match;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$"""
_ATTRIBUTES = f"""\
CREATE TABLE IF NOT EXISTS {FAIRNESS}.attributes (
    tenant_id text NOT NULL,
    candidate_id text NOT NULL,
    sex text,
    race_ethnicity text,
    source text NOT NULL,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, candidate_id),
    CHECK (num_nonnulls(sex, race_ethnicity) > 0)
)"""
# All that match may do there, for one tenant's person at a time. Its migration 0015 makes it where this hasn't yet.
_FORGET = f"""\
CREATE OR REPLACE FUNCTION match.forget_attributes(tenant text, candidate text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint := 0;
BEGIN
    IF to_regclass('{FAIRNESS}.attributes') IS NOT NULL THEN
        DELETE FROM {FAIRNESS}.attributes WHERE tenant_id = tenant AND candidate_id = candidate;
        GET DIAGNOSTICS gone = ROW_COUNT;
    END IF;
    RETURN gone;
END $$"""
# The owner would be a member if it had CREATEROLE and ran this.
_APART = f"""\
DO $$ BEGIN
    IF pg_has_role('{OWNER}', '{KEEPER}', 'MEMBER')
       AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = '{OWNER}') THEN
        RAISE EXCEPTION '{OWNER} is a member of {KEEPER} and could read protected attributes: end that first, as '
            'another administrator';
    END IF;
END $$"""


def role_of(service: str) -> str:
    """The role that a service logs in as."""
    return f"rematch_{service}"


def statements(passwords: Mapping[str, str] | None = None) -> list[str]:
    """All of it, for a database that exists. `passwords` by role, for a server that asks for them."""
    made = [_role(role, (passwords or {}).get(role)) for role in ROLES]
    schemas = (each for schema in SCHEMAS for each in _schema(schema))
    return [*made, _role(KEEPER, None, "NOLOGIN"), *_ownership(), *schemas, *_attributes(), _VECTORS]


def create_database() -> str:
    """For a server without the database; outside a transaction, and refused when it is there."""
    return f"CREATE DATABASE {DATABASE}"


def _role(role: str, password: str | None, login: str = "LOGIN") -> str:
    given = f"{login} {_PLAIN} PASSWORD {_quoted(password)}" if password else f"{login} {_PLAIN}"
    # CREATE ROLE knows no IF NOT EXISTS; two stacks on one server may come here at the same time.
    return f"""\
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} {given};
    ELSE ALTER ROLE {role} {given if password else login};
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""


def _ownership() -> list[str]:
    return [
        _may_be(OWNER),
        f"""\
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO {OWNER}', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO {", ".join(ROLES)}', current_database());
END $$""",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    ]


def _schema(service: str) -> list[str]:
    role, own = role_of(service), f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA {service}"
    return [
        f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {OWNER}",
        f"REVOKE ALL ON SCHEMA {service} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {service} TO {role}",
        f"{own} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"{own} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"{own} GRANT EXECUTE ON FUNCTIONS TO {role}",
    ]


def _attributes() -> list[str]:
    """Nothing of it is the owner's, and what older releases gave to the owner is taken from it."""
    table, own = f"{FAIRNESS}.attributes", f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA {FAIRNESS}"
    return [
        _may_be(KEEPER),
        f"CREATE SCHEMA IF NOT EXISTS {FAIRNESS} AUTHORIZATION {KEEPER}",
        f"ALTER SCHEMA {FAIRNESS} OWNER TO {KEEPER}",
        *(f"{own} REVOKE ALL ON {kind} FROM {AUDITOR}" for kind in ("TABLES", "SEQUENCES", "FUNCTIONS")),
        f"REVOKE ALL ON SCHEMA {FAIRNESS} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {FAIRNESS} TO {AUDITOR}",
        _ATTRIBUTES,
        f"ALTER TABLE {table} OWNER TO {KEEPER}",
        f"DROP POLICY IF EXISTS tenant ON {table}",
        *tenant_policy(table).split(";\n"),
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {AUDITOR}",
        *_forgetting(),
        _APART,
    ]


def _forgetting() -> list[str]:
    function = "match.forget_attributes(text, text)"
    return [
        _FORGET,
        # Who is given a function has to be allowed to make one there.
        f"GRANT CREATE ON SCHEMA match TO {KEEPER}",
        f"ALTER FUNCTION {function} OWNER TO {KEEPER}",
        f"REVOKE CREATE ON SCHEMA match FROM {KEEPER}",
        f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {function} TO {role_of('match')}",
    ]


def _may_be(role: str) -> str:
    """Without superuser one must be a member to give things to a role. pg_has_role says yes for a superuser."""
    return f"""\
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{role}', 'SET') THEN EXECUTE format('GRANT {role} TO %I', current_user); END IF;
END $$"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
