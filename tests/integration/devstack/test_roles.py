"""What the database's roles may and may not do, on a real PostgreSQL."""

from pathlib import Path

import asyncpg
import pytest

from rematch_common.contracts import SERVICES
from rematch_devstack import roles
from tests.integration.devstack.servers import make_table, server, session

pytestmark = pytest.mark.stack


async def test_a_role_sees_its_own_schema_only(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _):
        for name in ("dedup.openings", "match.matches"):
            await make_table(postgres, name)
        async with session(postgres.url("rematch_dedup")) as dedup:
            await dedup.execute("INSERT INTO dedup.openings (word) VALUES ('one')")
            await dedup.execute("UPDATE dedup.openings SET word = 'two'")
            assert await dedup.fetchval("SELECT word FROM dedup.openings") == "two"
            await dedup.execute("DELETE FROM dedup.openings")
            for forbidden in (
                "SELECT * FROM match.matches",
                "TRUNCATE dedup.openings",
                "DROP TABLE dedup.openings",
                "ALTER TABLE dedup.openings DISABLE ROW LEVEL SECURITY",
                "CREATE TABLE dedup.mine ()",
                "CREATE TABLE public.mine ()",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE mine ()",
                "SET ROLE rematch_owner",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await dedup.execute(forbidden)
        async with session(postgres.url("rematch_embed")) as embed:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await embed.execute("SELECT * FROM dedup.openings")


async def test_no_role_is_above_row_level_security_nor_owns_anything_but_the_owner(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _), session(postgres.url("postgres")) as admin:
        powers = await admin.fetch(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'rematch%'"
            " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication"
            " OR rolcanlogin = (rolname = 'rematch_fairness_owner'))"
        )
        assert powers == []
        owners = await admin.fetch(
            "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = ANY($1)", roles.SCHEMAS
        )
        assert [row[0] for row in owners] == [roles.OWNER] * len(roles.SCHEMAS)


async def test_what_people_told_of_themselves_is_seen_by_the_auditor_alone(tmp_path: Path) -> None:
    asked = "SELECT count(*) FROM fairness.attributes"
    async with server(tmp_path) as (postgres, _):
        async with session(postgres.url(roles.AUDITOR)) as auditor:
            await auditor.execute("SELECT set_config('rematch.tenants', 'demo', false)")
            row = "INSERT INTO fairness.attributes VALUES ($1, 'c-1', 'female', NULL, 'survey', now())"
            await auditor.execute(row, "demo")
            assert await auditor.fetchval(asked) == 1
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await auditor.execute(row, "second")
            for forbidden in ("SELECT * FROM match.audit", "CREATE TABLE fairness.mine ()", "SET ROLE rematch_match"):
                with pytest.raises(asyncpg.PostgresError):
                    await auditor.execute(forbidden)
            for statement in roles.statements():
                async with session(postgres.url("postgres")) as admin:
                    await admin.execute(statement)
            assert await auditor.fetchval(asked) == 1, "what is there stays"
        for service in SERVICES:
            async with session(postgres.url(roles.role_of(service))) as other:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await other.execute(asked)


async def test_the_statements_can_be_run_again_and_mend(tmp_path: Path) -> None:
    async with server(tmp_path) as (postgres, _):
        await make_table(postgres, "dedup.openings")
        async with session(postgres.url("postgres")) as admin:
            await admin.execute("REVOKE USAGE ON SCHEMA dedup FROM rematch_dedup")
            for _ in range(2):
                for statement in roles.statements():
                    await admin.execute(statement)
        async with session(postgres.url("rematch_dedup")) as dedup:
            assert await dedup.fetch("SELECT * FROM dedup.openings") == []


async def test_an_admin_without_superuser_can_run_the_statements(tmp_path: Path) -> None:
    """As on a managed server."""
    async with server(tmp_path) as (postgres, _):
        async with session(postgres.url("postgres")) as admin:
            await admin.execute("CREATE ROLE manager LOGIN CREATEROLE CREATEDB")
            for role in (*roles.ROLES, roles.KEEPER):
                await admin.execute(f"GRANT {role} TO manager WITH ADMIN TRUE, SET FALSE, INHERIT FALSE")
            await admin.execute("CREATE DATABASE managed OWNER manager")
        async with session(postgres.url("manager", "managed")) as manager:
            for statement in roles.statements():
                await manager.execute(statement)
        async with session(postgres.url(roles.OWNER, "managed")) as owner:
            await owner.execute("CREATE TABLE match.matches ()")
