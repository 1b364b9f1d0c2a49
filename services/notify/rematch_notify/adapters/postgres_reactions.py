"""What receivers say, in PostgreSQL, and from there on match-feedback."""

from datetime import datetime
from typing import Literal, cast

from rematch_common.codec import Stamp, encode
from rematch_common.contracts import MATCH_FEEDBACK, MatchFeedback
from rematch_common.database import Database
from rematch_common.outbox import Outbox, write
from rematch_common.records import Entry
from rematch_notify.domain.links import Link

_UNSUBSCRIBE = """
UPDATE subscriptions SET state = 'unsubscribed', state_why = 'by a link in a message', changed_at = $3
WHERE tenant_id = $1 AND subscription_id = $2 AND state <> 'unsubscribed'
"""
_KNOWN = "SELECT 1 FROM subscriptions WHERE tenant_id = $1 AND subscription_id = $2"
# An opening that was merged since is another one now.
_TOLD = """
SELECT s.subscriber, t.job_id FROM tellings t JOIN subscriptions s USING (tenant_id, subscription_id)
WHERE t.tenant_id = $1 AND t.subscription_id = $2 AND t.candidate_id = $3 AND t.state IN ('taken', 'told')
  AND t.job_id = coalesce((SELECT into_id FROM merges WHERE job_id = $4), $4)
"""
Actor = Literal["candidate", "recruiter", "system"]
_ACTORS = {"candidate": "candidate", "recruiter": "recruiter", "operator": "recruiter"}


class PostgresReactions:
    """See rematch_notify.ports.links.Reactions."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def unsubscribe(self, link: Link, now: datetime) -> bool:
        async with self._database.transaction([link.tenant_id]) as connection:
            await connection.execute(_UNSUBSCRIBE, *link.ref, now)
            return await connection.fetchval(_KNOWN, *link.ref) is not None

    async def react(self, link: Link, now: datetime) -> bool:
        async with self._database.transaction([link.tenant_id]) as connection:
            told = await connection.fetchrow(_TOLD, *link.ref, link.candidate_id, link.job_id)
            if told is None or link.deed == "unsubscribe":
                return False
            feedback = MatchFeedback(
                tenant_id=link.tenant_id,
                candidate_id=link.candidate_id,
                job_id=told["job_id"],
                action=link.deed,
                actor=cast(Actor, _ACTORS.get(told["subscriber"].partition(":")[0], "system")),
                occurred_at=now,
            )
            version = await connection.fetchval("SELECT nextval('told_events')")
            outgoing = encode(MATCH_FEEDBACK, feedback.key, feedback, Stamp("notify", now))
            await write(connection, [Entry(outgoing, version, keep=False)])
        await self._outbox.drain()
        return True
