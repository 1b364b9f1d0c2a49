"""Who there is: for what is done for every tenant in turn."""

from rematch_common.database import Database

# So many at once are named in a transaction.
_AT_ONCE = 100


async def all_tenants(database: Database) -> list[tuple[str, ...]]:
    """All who ever had a key, some at a time: nothing is sent without one."""
    async with database.transaction() as connection:
        rows = await connection.fetch("SELECT DISTINCT tenant_id FROM access_keys ORDER BY tenant_id")
    names = [row["tenant_id"] for row in rows]
    return [tuple(names[at : at + _AT_ONCE]) for at in range(0, len(names), _AT_ONCE)]
