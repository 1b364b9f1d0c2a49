"""Whose the store of protected attributes is, on a real PostgreSQL: made anew, or taken over from an older release."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import asyncpg
import pytest

import rematch_match
from rematch_common.migrate import Migrations
from rematch_devstack import roles
from rematch_devstack.cli import application
from rematch_devstack.commands import dumping
from rematch_devstack.doctor import Check
from rematch_devstack.postgres import SUPERUSER, EmbeddedPostgres
from rematch_devstack.postgres_home import installed_programs
from rematch_devstack.security import prod_database
from rematch_devstack.security.prod import Deployment
from tests.integration.devstack.older_fairness import OLDER
from tests.integration.devstack.servers import server, session

pytestmark = pytest.mark.stack
Connection: TypeAlias = "asyncpg.Connection[Any]"
ROW = "INSERT INTO fairness.attributes VALUES ('demo', 'c-1', 'female', NULL, 'survey', now())"
GONE = ("DROP SCHEMA fairness CASCADE", "DROP SCHEMA match CASCADE", f"DROP OWNED BY {roles.KEEPER}")
STATE = {
    "schema": "SELECT nspowner::regrole::text, nspacl::text[] FROM pg_namespace WHERE nspname IN ('fairness', 'match')",
    "table": "SELECT relowner::regrole::text, relacl::text[], relrowsecurity, relforcerowsecurity FROM pg_class "
    "WHERE oid = 'fairness.attributes'::regclass",
    "columns": "SELECT attname, atttypid::regtype::text, attnotnull FROM pg_attribute "
    "WHERE attrelid = 'fairness.attributes'::regclass AND attnum > 0",
    "policies": "SELECT polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid) FROM pg_policy "
    "WHERE polrelid = 'fairness.attributes'::regclass",
    "function": "SELECT proowner::regrole::text, proacl::text[], prosecdef, proconfig, prosrc FROM pg_proc "
    "WHERE proname = 'forget_attributes'",
    "defaults": "SELECT defaclrole::regrole::text, defaclacl::text[] FROM pg_default_acl d "
    "JOIN pg_namespace n ON n.oid = d.defaclnamespace WHERE nspname = 'fairness'",
    "members": "SELECT member::regrole::text FROM pg_auth_members WHERE roleid = 'rematch_fairness_owner'::regrole",
}


@asynccontextmanager
async def older(path: Path) -> AsyncIterator[tuple[EmbeddedPostgres, Connection]]:
    """An installation of the release before, with one who told of herself; and its superuser."""
    async with server(path) as (postgres, _), session(postgres.url(SUPERUSER)) as admin:
        for statement in (*GONE, "CREATE SCHEMA match AUTHORIZATION rematch_owner"):
            await admin.execute(statement)
        for kind, right in (("TABLES", "SELECT, INSERT, UPDATE, DELETE"), ("FUNCTIONS", "EXECUTE")):
            whose = "ALTER DEFAULT PRIVILEGES FOR ROLE rematch_owner IN SCHEMA match"
            await admin.execute(f"{whose} GRANT {right} ON {kind} TO rematch_match")
        await admin.execute(f"GRANT USAGE ON SCHEMA match TO rematch_match; {OLDER}")
        await migrated(postgres)
        await admin.execute(ROW)
        async with session(postgres.url(roles.OWNER)) as owner:
            await owner.execute("SELECT set_config('rematch.tenants', 'demo', false)")
            assert await owner.fetchval("SELECT sex FROM fairness.attributes") == "female", "so it was"
        yield postgres, admin


async def migrated(postgres: EmbeddedPostgres) -> None:
    await Migrations(postgres.url(roles.OWNER), "match", Path(rematch_match.__file__).parent / "migrations").start()


async def run(connection: Connection) -> None:
    for statement in roles.statements():
        await connection.execute(statement)


async def state(connection: Connection) -> dict[str, list[Any]]:
    found = {name: [tuple(row) for row in await connection.fetch(asked)] for name, asked in STATE.items()}
    return {name: sorted([_sorted(part) for part in row] for row in rows) for name, rows in found.items()}


def _sorted(part: Any) -> Any:
    """Rights in whichever order they were given."""
    return sorted(part) if isinstance(part, list) else part


async def must_be_apart(postgres: EmbeddedPostgres) -> None:
    """The owner's password, which services may have, opens nothing there; match may have somebody forgotten."""
    async with session(postgres.url(roles.OWNER)) as owner:
        await owner.execute("SELECT set_config('rematch.tenants', 'demo', false)")
        for forbidden in (
            "SELECT count(*) FROM fairness.attributes",
            "SELECT * FROM fairness.attributes",
            "DELETE FROM fairness.attributes",
            "TABLE fairness.attributes",
            "ALTER TABLE fairness.attributes NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE fairness.attributes OWNER TO rematch_owner",
            "ALTER SCHEMA fairness OWNER TO rematch_owner",
            "GRANT USAGE ON SCHEMA fairness TO rematch_owner",
            "CREATE TABLE fairness.mine ()",
            "CREATE VIEW match.mine AS SELECT * FROM fairness.attributes",
            f"SET ROLE {roles.KEEPER}",
            f"GRANT {roles.KEEPER} TO rematch_owner",
            "SELECT match.forget_attributes('demo', 'c-1')",
            "CREATE OR REPLACE FUNCTION match.forget_attributes(tenant text, candidate text) RETURNS bigint "
            "LANGUAGE sql SECURITY DEFINER RETURN (SELECT count(*) FROM fairness.attributes WHERE sex = 'female')",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await owner.execute(forbidden)
    async with session(postgres.url(roles.role_of("match"))) as match:
        await match.execute("SELECT set_config('rematch.tenants', 'demo', false)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await match.execute("SELECT count(*) FROM fairness.attributes")
        assert await match.fetchval("SELECT match.forget_attributes('demo', 'c-1')") == 1
        assert await match.fetchval("SELECT match.forget_attributes('demo', 'c-1')") == 0
    with pytest.raises(asyncpg.PostgresError, match="not permitted to log in"):
        await asyncpg.connect(postgres.url(roles.KEEPER))


async def test_the_owner_of_the_services_schemas_may_not_look_into_it(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _):
        await migrated(postgres)
        async with session(postgres.url(SUPERUSER)) as admin:
            await admin.execute(ROW)
        await must_be_apart(postgres)


async def test_an_older_one_is_taken_over_and_ends_as_a_new_one_does(tmp_path: Path) -> None:
    async with older(tmp_path / "old") as (postgres, admin):
        await run(admin)
        taken = await state(admin)
        assert await admin.fetchval("SELECT count(*) FROM fairness.attributes") == 1, "what is there stays"
        await must_be_apart(postgres)
        await run(admin)
        assert await state(admin) == taken
    async with server(tmp_path / "new") as (postgres, _), session(postgres.url(SUPERUSER)) as admin:
        await migrated(postgres)
        assert await state(admin) == taken
    assert taken["defaults"] == taken["members"] == []


async def test_an_administrator_without_superuser_takes_it_over(tmp_path: Path) -> None:
    """As on a managed server, where it has made the roles, and has become the owner when it ran this before."""
    async with older(tmp_path) as (postgres, admin):
        await admin.execute(f"DROP ROLE {roles.KEEPER}")
        await admin.execute("CREATE ROLE manager LOGIN CREATEROLE")
        for role in roles.ROLES:
            await admin.execute(f"GRANT {role} TO manager WITH ADMIN TRUE, SET FALSE, INHERIT FALSE")
        await admin.execute(f"GRANT {roles.OWNER} TO manager WITH SET TRUE, INHERIT TRUE")
        for _again in range(2):
            async with session(postgres.url("manager")) as manager:
                await run(manager)
        await must_be_apart(postgres)
        assert {row[0] for row in (await state(admin))["members"]} == {"manager"}


async def test_an_owner_that_could_become_the_stores_is_refused(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _), session(postgres.url(SUPERUSER)) as admin:
        await admin.execute(f"GRANT {roles.KEEPER} TO {roles.OWNER} WITH INHERIT FALSE")
        with pytest.raises(asyncpg.RaiseError, match="rematch_owner is a member of rematch_fairness_owner"):
            await run(admin)


async def test_a_backup_of_the_release_before_gives_it_back_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{installed_programs() / 'bin'}:{os.environ['PATH']}")
    dump = tmp_path / "rematch.dump"
    async with older(tmp_path) as (postgres, admin):
        where = dumping.Place(postgres.url(SUPERUSER), None)
        await asyncio.to_thread(dumping.dump, dump, where)
        await run(admin)
        await asyncio.to_thread(application(), ["restore", str(dump), "--url", where.url], standalone_mode=False)
        assert await admin.fetchval("SELECT count(*) FROM fairness.attributes") == 1
        await must_be_apart(postgres)


async def test_the_doctor_tells_of_an_owner_that_can_look_into_it(tmp_path: Path) -> None:
    async with older(tmp_path) as (postgres, admin):
        told = Deployment("", {"REMATCH_DATABASE_URL": postgres.url(roles.role_of("match"))})

        async def roles_of() -> Check:
            return next(check for check in await prod_database.database(told) if check.name == "PostgreSQL's roles")

        assert "rematch_owner can see the schema fairness" in (await roles_of()).detail
        await run(admin)
        assert (await roles_of()).ok
        await admin.execute(f"GRANT {roles.KEEPER} TO {roles.OWNER} WITH INHERIT FALSE")
        assert "rematch_owner can see the schema fairness" in (await roles_of()).detail
