"""PostgreSQL: encrypted, its server known by its certificate, and roles that own nothing."""

import ssl
from urllib.parse import parse_qs, urlsplit

import asyncpg

from rematch_common.contracts import SERVICES
from rematch_devstack.doctor import Check
from rematch_devstack.roles import AUDITOR, FAIRNESS, KEEPER, OWNER, SCHEMAS, role_of
from rematch_devstack.security.prod import Deployment, judge

_SETTINGS = ("REMATCH_DATABASE_URL", "REMATCH_MIGRATIONS_URL", "REMATCH_ADMIN_URL")
_ERRORS = (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)
_PATIENCE = 10.0
_ROLES = """
SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty
FROM pg_roles WHERE rolname = ANY ($1)
"""
_OWNED = """
SELECT r.rolname, c.what FROM (
    SELECT relowner AS owner, 'table ' || oid::regclass AS what FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL SELECT nspowner, 'schema ' || nspname FROM pg_namespace
    UNION ALL SELECT datdba, 'database ' || datname FROM pg_database
    UNION ALL SELECT proowner, 'function ' || proname FROM pg_proc
) c JOIN pg_roles r ON r.oid = c.owner WHERE r.rolname = ANY ($1) ORDER BY 1, 2
"""
_MEMBERS = """
SELECT m.rolname, g.rolname AS of FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member
JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY ($1)
"""
_BEYOND = """
SELECT r.rolname, n.nspname FROM pg_roles r CROSS JOIN pg_namespace n
WHERE r.rolname = ANY ($1) AND n.nspname = ANY ($2) AND r.rolname <> 'rematch_' || n.nspname
AND has_schema_privilege(r.oid, n.oid, 'USAGE')
"""
# The owner's password may be with the services, which must not be able to read what people told of themselves.
_OWNED_STORE = """
SELECT FROM pg_roles r, pg_namespace n WHERE r.rolname = $1 AND n.nspname = $2 AND NOT r.rolsuper
AND (has_schema_privilege(r.oid, n.oid, 'USAGE') OR EXISTS
     (SELECT FROM pg_roles k WHERE k.rolname = $3 AND pg_has_role(r.oid, k.oid, 'MEMBER')))
"""


async def database(deployment: Deployment) -> list[Check]:
    try:
        urls = {name: url for name in _SETTINGS if (url := deployment.told(name))}
    except OSError as error:
        return [Check("PostgreSQL", False, str(error), "see REMATCH_DATABASE_URL_FILE and its like")]
    if not urls:
        remedy = "give REMATCH_DATABASE_URL (or _FILE), as a service has it, or REMATCH_ADMIN_URL"
        return [Check("PostgreSQL", False, "no address of it is told", remedy)]
    url = next(iter(urls.values()))
    return [_verified(urls), await _clear_refused(url), *await _roles(url)]


def _verified(urls: dict[str, str]) -> Check:
    faults = [
        f"{name} has sslmode={mode or 'unset'}" for name, url in urls.items() if (mode := mode_of(url)) != "verify-full"
    ]
    remedy = "end the address with ?sslmode=verify-full&sslrootcert=/path/of/ca.pem"
    return judge("PostgreSQL encrypted", faults, "sslmode=verify-full", remedy)


def mode_of(url: str) -> str:
    """What the address says of TLS; empty where it says nothing."""
    return parse_qs(urlsplit(url).query).get("sslmode", [""])[-1]


async def _clear_refused(url: str) -> Check:
    name, remedy = "PostgreSQL refuses the clear", "let pg_hba.conf have `hostssl` lines and no `host` lines"
    parts = urlsplit(url)
    if not parts.hostname:
        return Check(name, True, "it is reached by a socket of this machine")
    try:
        connection = await asyncpg.connect(parts._replace(query="sslmode=disable").geturl(), timeout=_PATIENCE)
        await connection.close()
    except asyncpg.InvalidPasswordError:
        return Check(name, False, "it takes passwords without TLS", remedy)
    except _ERRORS:
        return Check(name, True, "who speaks without TLS is not let in")
    return Check(name, False, "it lets in who speaks without TLS", remedy)


async def _roles(url: str) -> list[Check]:
    try:
        connection = await asyncpg.connect(url, timeout=_PATIENCE)
    except (*_ERRORS, ssl.SSLError) as error:
        told = str(error) or type(error).__name__
        return [Check("PostgreSQL login", False, told, "see its address, password and certificate")]
    try:
        return [Check("PostgreSQL login", True, f"as {urlsplit(url).username}"), await _powerless(connection)]
    finally:
        await connection.close()


async def _powerless(connection: "asyncpg.Connection[asyncpg.Record]") -> Check:
    """Who a service logs in as owns nothing, is nobody else, and sees no schema but its own."""
    services = [*(role_of(service) for service in SERVICES), AUDITOR]
    there = {row["rolname"]: row["mighty"] for row in await connection.fetch(_ROLES, [*services, OWNER, KEEPER])}
    faults = [f"there is no role {role}" for role in (*services, OWNER, KEEPER) if role not in there]
    faults += [f"{role} may more than log in" for role, mighty in there.items() if mighty]
    faults += [f"{role} owns {what}" for role, what in await connection.fetch(_OWNED, services)]
    faults += [f"{role} is a member of {of}" for role, of in await connection.fetch(_MEMBERS, services)]
    faults += [
        f"{role} sees the schema {name}"
        for role, name in await connection.fetch(_BEYOND, services, [*SCHEMAS, FAIRNESS])
    ]
    if await connection.fetch(_OWNED_STORE, OWNER, FAIRNESS, KEEPER):
        faults.append(f"{OWNER} can see the schema {FAIRNESS}")
    return judge(
        "PostgreSQL's roles", faults, "a role each, owning nothing", "run `rematch roles`, and take away the rest"
    )
