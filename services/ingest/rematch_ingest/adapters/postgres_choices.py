"""Tenants' choices about candidates in PostgreSQL."""

from collections.abc import Mapping

from rematch_common.database import Database


class PostgresChoices:
    """See rematch_ingest.ports.choices.Choices. A tenant that is nowhere written has chosen nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ready_at_once(self, tenant_id: str) -> bool:
        async with self._database.transaction([tenant_id]) as connection:
            chosen = await connection.fetchval(
                "SELECT ready_without_approval FROM tenants WHERE tenant_id = $1 AND deleted_at IS NULL", tenant_id
            )
        return chosen is not False

    async def retention_days(self) -> Mapping[str, int]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(
                "SELECT tenant_id, retention_days FROM tenants WHERE retention_days > 0 AND deleted_at IS NULL"
            )
        return {row["tenant_id"]: row["retention_days"] for row in rows}
