"""Migrations a service applies itself, before it serves: plain SQL in Alembic revisions, run as the schema's owner.

Where the owner's password is no business of the services, `python -m rematch_dedup migrate` applies them before a
roll-out, and the services wait for it.
"""

import asyncio
from pathlib import Path
from typing import Self

import asyncpg

from rematch_common.database import translated
from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_common.retry import Patience
from rematch_common.secret import Secret, text_of
from rematch_common.settings import DatabaseSettings

log = logger(__name__)
_EXIT_AWAY = 75
# Seconds: Kubernetes starts the job's pod before the network policies of a new namespace may let it out.
_PATIENCE = 60.0
_ENVIRONMENT = Path(__file__).parent / "migrations_env"


class Migrations:
    """One service's revisions: files named 0001_what.py in its `migrations` folder."""

    @classmethod
    def by(cls, settings: DatabaseSettings, schema: str, folder: Path) -> Self:
        """As the settings say: with the owner's address, applied by the service or awaited."""
        return cls(settings.as_owner, schema, folder, awaited=not settings.migrate)

    def __init__(self, url: Secret, schema: str, folder: Path, *, awaited: bool = False) -> None:
        self._url = url
        self._schema = schema
        self._folder = folder
        self._awaited = awaited

    async def start(self) -> None:
        """Apply them, or, when they are `awaited`, wait for whoever does. Raises DependencyAway while PostgreSQL does
        not answer, and while they are awaited.
        """
        if not self._awaited:
            await self.apply()
        elif not self._is_new(current := await self._current()):
            remedy = f"`python -m rematch_{self._schema} migrate` brings it to {self._newest()}"
            raise DependencyAway("postgresql", f"schema {self._schema} is at {current}: {remedy}")

    async def apply(self) -> None:
        """Bring the schema to the newest revision. Raises DependencyAway."""
        if not self._is_new(await self._current()):
            await asyncio.to_thread(self._upgrade)

    def _is_new(self, revision: str | None) -> bool:
        """One that is newer is the next version's, rolled out beside this one: it works for both."""
        return revision is not None and revision >= self._newest()

    async def stop(self) -> None:
        return None

    def _newest(self) -> str:
        return max(path.name.split("_")[0] for path in self._folder.glob("[0-9]*_*.py"))

    async def _current(self) -> str | None:
        with translated():
            connection = await asyncpg.connect(text_of(self._url), timeout=5.0)
            try:
                table = f"{self._schema}.alembic_version"
                if await connection.fetchval("SELECT to_regclass($1)", table) is None:
                    return None
                version = await connection.fetchval(f"SELECT version_num FROM {table}")
            finally:
                await connection.close()
        return None if version is None else str(version)

    def _upgrade(self) -> None:
        # Imported here: a service that is up to date starts without SQLAlchemy.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(_ENVIRONMENT))
        config.set_main_option("version_locations", str(self._folder))
        config.set_main_option("path_separator", "os")
        config.attributes.update(url=text_of(self._url), schema=self._schema)
        command.upgrade(config, "head")


def migrate(migrations: Migrations) -> int:
    """The command `migrate`: apply them, and the exit code."""
    try:
        asyncio.run(Patience(budget=_PATIENCE).insist(migrations.apply, "migrate"))
    except DependencyAway as away:
        log.error("not migrated", reason=str(away))
        return _EXIT_AWAY
    log.info("migrated")
    return 0


def run(sql: str) -> None:
    """Within a revision: execute statements separated by a semicolon at the end of a line."""
    from alembic import op

    for statement in sql.strip().split(";\n"):
        op.execute(statement)


def tenant_policy(table: str) -> str:
    """SQL: forced row-level security on a table with a tenant_id; no tenant named in the transaction means no rows."""
    allowed = "tenant_id = ANY (string_to_array(NULLIF(current_setting('rematch.tenants', true), ''), ','))"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY tenant ON {table} USING ({allowed}) WITH CHECK ({allowed})"
    )
