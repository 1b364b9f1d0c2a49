"""The database's roles: an owner that migrates, and one login a service that sees only its own schema.

Beside them the auditor, who alone looks into the store of protected attributes: no service has that login.

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

_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
# Its maker must be a superuser; who needs it (match, told to keep its vectors here) says so when there is none.
_VECTORS = """\
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector SCHEMA match;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$"""
# match's migration 0015 has people forgotten in it.
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


def role_of(service: str) -> str:
    """The role that a service logs in as."""
    return f"rematch_{service}"


def statements(passwords: Mapping[str, str] | None = None) -> list[str]:
    """All of it, for a database that exists. `passwords` by role, for a server that asks for them."""
    made = [_role(role, (passwords or {}).get(role)) for role in ROLES]
    schemas = (each for schema in (*SCHEMAS, FAIRNESS) for each in _schema(schema))
    return [*made, *_ownership(), *schemas, *_attributes(), _VECTORS]


def create_database() -> str:
    """For a server without the database; outside a transaction, and refused when it is there."""
    return f"CREATE DATABASE {DATABASE}"


def _role(role: str, password: str | None) -> str:
    login = f"{_PLAIN} PASSWORD {_quoted(password)}" if password else _PLAIN
    # CREATE ROLE knows no IF NOT EXISTS; two stacks on one server may come here at the same time.
    return f"""\
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} {login};
    ELSE ALTER ROLE {role} {login if password else "LOGIN"};
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""


def _ownership() -> list[str]:
    return [
        # Without superuser one must be a member to give things to a role. pg_has_role says yes for a superuser.
        f"""\
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{OWNER}', 'SET') THEN EXECUTE format('GRANT {OWNER} TO %I', current_user); END IF;
END $$""",
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
    table = f"{FAIRNESS}.attributes"
    return [
        _ATTRIBUTES,
        f"ALTER TABLE {table} OWNER TO {OWNER}",
        f"DROP POLICY IF EXISTS tenant ON {table}",
        *tenant_policy(table).split(";\n"),
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {AUDITOR}",
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
