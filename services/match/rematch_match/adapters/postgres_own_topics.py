"""Tenants' own topics in PostgreSQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from rematch_common.contracts import may_have_own_topic
from rematch_common.database import Database
from rematch_common.logs import logger
from rematch_match.adapters.moving import Way, move
from rematch_match.adapters.own_topics import topic_of
from rematch_match.adapters.terms_locks import hold_off
from rematch_match.ports.own_topics import Place, Wish

log = logger(__name__)
_WISHES = """
SELECT tenant_id, coalesce((s.settings->>'own_topic')::boolean, false) AS own
FROM tenant_settings s FULL JOIN own_topics o USING (tenant_id)
WHERE coalesce((s.settings->>'own_topic')::boolean, false) <> coalesce(o.own, false)
  OR (o.tenant_id IS NOT NULL AND o.moved_at IS NULL)
ORDER BY tenant_id
"""
_SWITCH = """
INSERT INTO own_topics VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO UPDATE SET own = excluded.own,
  since = excluded.since, moved_at = NULL WHERE own_topics.own <> excluded.own
"""
_OWN = "SELECT own FROM own_topics WHERE tenant_id = $1"
_PAGE = """
SELECT candidate_id, job_id FROM matches WHERE tenant_id = $1 AND (candidate_id, job_id) > ($2, $3)
ORDER BY candidate_id, job_id LIMIT $4
"""
_FIRST: Place = ("", UUID(int=0))


class PostgresOwnTopics:
    """See rematch_match.ports.own_topics.OwnTopics. Settlements, of this tenant and of some others, wait for a page."""

    def __init__(self, database: Database, page: int = 200) -> None:
        self._database = database
        self._page = page

    async def due(self) -> Sequence[Wish]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch(_WISHES)
        # Ids are checked where tenants are made; who was there before that is left where it is.
        return [Wish(row["tenant_id"], row["own"]) for row in rows if may_have_own_topic(row["tenant_id"])]

    async def in_use(self) -> Collection[str]:
        async with self._database.transaction() as connection:
            rows = await connection.fetch("SELECT tenant_id FROM own_topics WHERE own OR moved_at IS NULL")
        return {row["tenant_id"] for row in rows}

    async def switch(self, wish: Wish, at: datetime) -> None:
        async with self._database.transaction([wish.tenant_id]) as connection:
            await hold_off(connection, wish.tenant_id)
            await connection.execute(_SWITCH, wish.tenant_id, wish.own, at)

    async def move(self, wish: Wish, after: Place | None, at: datetime) -> Place | None:
        tenant_id = wish.tenant_id
        way = Way(topic_of(tenant_id, own=not wish.own), topic_of(tenant_id, own=wish.own), at)
        async with self._database.transaction([tenant_id]) as connection:
            await hold_off(connection, tenant_id)
            if await connection.fetchval(_OWN, tenant_id) != wish.own:
                return None  # somebody has switched it elsewhere meanwhile, and moves what is left
            rows = await connection.fetch(_PAGE, tenant_id, *(after or _FIRST), self._page)
            if not rows:
                await connection.execute("UPDATE own_topics SET moved_at = $2 WHERE tenant_id = $1", tenant_id, at)
                return None
            keys = [f"{tenant_id}/{row['candidate_id']}/{row['job_id']}" for row in rows]
            moved = await move(connection, keys, way)
        if moved:
            log.info("matches moved", tenant_id=tenant_id, matches=moved, topic=way.target)
        return rows[-1]["candidate_id"], rows[-1]["job_id"]
