"""A settlement and a change of a tenant's settings never overlap.

Tenants without settings have no row to lock, and thousands of tenants in one settlement would fill the server's table
of locks: so they share a few locks. Whoever wants one alone is not overtaken by those who come after.
"""

from collections.abc import Collection

from rematch_common.database import Connection

_LOCKS = 64
_LOCK = f"hashtextextended('match.terms/' || mod(hashtextextended({{tenant}}, 0), {_LOCKS}), 0)"
# In one order; the subquery is not pulled up, since it sorts.
_SHARE = f"""
SELECT pg_advisory_xact_lock_shared(lock) FROM (
  SELECT DISTINCT {_LOCK.format(tenant="t")} AS lock FROM unnest($1::text[]) AS t ORDER BY 1) AS locks
"""
# See Terms.stand.
_STAND = """
SELECT t, coalesce((SELECT version FROM tenant_settings WHERE tenant_id = t), 0)
  + (SELECT count(*) FROM learned_switches WHERE tenant_id = t) AS stand FROM unnest($1::text[]) AS t
"""


async def keep_terms(connection: Connection, tenants: Collection[str]) -> dict[str, int]:
    """Where these tenants' terms stand; they stay there until the transaction ends."""
    await connection.execute(_SHARE, list(tenants))
    return {row["t"]: row["stand"] for row in await connection.fetch(_STAND, list(tenants))}


async def hold_off(connection: Connection, tenant_id: str) -> None:
    """Wait for the settlements that go on, and keep others waiting until the transaction ends."""
    await connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK.format(tenant='$1')})", tenant_id)
