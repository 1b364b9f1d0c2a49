"""How many roles a tenant may have searched for: what is beyond is left out of the queue, and operators are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rematch_common.database import Connection
from rematch_ingest.adapters.postgres_alerts import end, tell
from rematch_ingest.domain.causes import ROLES_FULL, Ended, roles_full
from rematch_ingest.domain.roles import Wish

Person = tuple[str, str]
Wishes = Mapping[Person, Sequence[Wish]]
MOST_ROLES_OF_TENANT = 2_000

_KNOWN = "SELECT DISTINCT role FROM preferred_roles WHERE tenant_id = $1 AND role = ANY ($2)"
# Two savings at once must not both find the last room. Who adds no role that is new to the tenant doesn't come here.
_HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('ingest.roles/' || $1, 0))"
# From one role to the next by the index, however many people share each.
_COUNT = """
WITH RECURSIVE each AS (
  (SELECT role FROM preferred_roles WHERE tenant_id = $1 ORDER BY role LIMIT 1)
  UNION ALL
  SELECT (SELECT role FROM preferred_roles WHERE tenant_id = $1 AND role > each.role ORDER BY role LIMIT 1)
  FROM each WHERE each.role IS NOT NULL)
SELECT count(role) FROM (SELECT role FROM each LIMIT $2) AS counted
"""


@dataclass(frozen=True, slots=True)
class Room:
    """For a tenant's roles, as of now."""

    now: datetime
    most: int = MOST_ROLES_OF_TENANT


async def within(connection: Connection, wanted: Wishes, room: Room) -> dict[Person, tuple[Wish, ...]]:
    """What of these wishes there is room for."""
    kept: dict[Person, tuple[Wish, ...]] = {}
    for tenant_id in sorted({who[0] for who in wanted}):
        theirs = {who: wishes for who, wishes in wanted.items() if who[0] == tenant_id}
        beyond = await _beyond(connection, tenant_id, theirs, room)
        for who, wishes in theirs.items():
            kept[who] = tuple(wish for wish in wishes if wish.role.slug not in beyond)
    return kept


async def _beyond(connection: Connection, tenant_id: str, wanted: Wishes, room: Room) -> set[str]:
    roles = list(dict.fromkeys(wish.role.slug for wishes in wanted.values() for wish in wishes))
    if not await _new(connection, tenant_id, roles):
        return set()
    await connection.execute(_HOLD, tenant_id)
    new = await _new(connection, tenant_id, roles)
    left = max(0, room.most - await connection.fetchval(_COUNT, tenant_id, room.most))
    if beyond := set(new[left:]):
        await tell(connection, roles_full(tenant_id, room.most), room.now)
    elif new:
        await end(connection, Ended(tenant_id, ROLES_FULL), room.now)
    return beyond


async def _new(connection: Connection, tenant_id: str, roles: Sequence[str]) -> list[str]:
    """Those that nobody of the tenant wants yet, in their order."""
    rows = await connection.fetch(_KNOWN, tenant_id, list(roles)) if roles else []
    known = {row["role"] for row in rows}
    return [role for role in roles if role not in known]
