"""What goes of a pair that has ended and of a person who is forgotten. Within the caller's transaction.

Each gives how many deliveries, tellings, messages and subscriptions went, in the order of COUNTED.
"""

from datetime import datetime
from typing import Any

from rematch_common.database import Connection
from rematch_notify.adapters.postgres_subscriptions import hold_turns, removed
from rematch_notify.domain.matches import Ended

COUNTED = ("deliveries", "tellings", "messages", "subscriptions")
_ALL = 2**63 - 1
Gone = tuple[int, int, int, int]
_DELIVERY = "DELETE FROM deliveries WHERE tenant_id = $1 AND match_id = $2 AND version <= $3"
_DELIVERIES = "DELETE FROM deliveries WHERE tenant_id = $1 AND candidate_id = $2 AND told_at <= $3"
# The end of one ad is not the end of the opening that it went into, but where the person is forgotten.
_TELLINGS_OF_PAIR = """
DELETE FROM tellings WHERE tenant_id = $1 AND candidate_id = $2
AND (job_id = $3 OR ($4 AND job_id = (SELECT into_id FROM merges WHERE merges.job_id = $3)))
AND (match_id IS DISTINCT FROM $5 OR version <= $6) RETURNING message_id
"""
_TELLINGS = """
DELETE FROM tellings WHERE tenant_id = $1 AND candidate_id = $2 AND changed_at <= $3 RETURNING message_id
"""
# A message that is about several stays, without what it said of the one.
_EMPTY = """
DELETE FROM messages m WHERE tenant_id = $1 AND message_id = ANY ($2)
AND NOT EXISTS (SELECT FROM tellings t WHERE t.tenant_id = m.tenant_id AND t.message_id = m.message_id)
"""
_THEIRS = "WHERE tenant_id = $1 AND candidate_id = $2 AND created_at <= $3"
_MESSAGES = f"""
DELETE FROM messages WHERE tenant_id = $1
AND subscription_id IN (SELECT subscription_id FROM subscriptions {_THEIRS})
"""


async def of_pair(connection: Connection, pair: Ended) -> Gone:
    up_to = _ALL if pair.version is None else pair.version
    deliveries = await connection.execute(_DELIVERY, pair.tenant_id, pair.match_id, up_to)
    ids = pair.tenant_id, pair.candidate_id, pair.job_id, pair.erasure_id is not None, pair.match_id
    told = await connection.fetch(_TELLINGS_OF_PAIR, *ids, up_to)
    empty = await _emptied(connection, pair.tenant_id, told)
    return _number(deliveries), len(told), empty, 0


async def of_person(connection: Connection, person: tuple[str, str], erased_at: datetime) -> Gone:
    """What came of them anew, after they had been erased, stays."""
    given = *person, erased_at
    await hold_turns(connection, _THEIRS, *given)
    deliveries = await connection.execute(_DELIVERIES, *given)
    told = await connection.fetch(_TELLINGS, *given)
    messages = await _emptied(connection, person[0], told) + _number(await connection.execute(_MESSAGES, *given))
    return _number(deliveries), len(told), messages, await removed(connection, _THEIRS, *given)


async def _emptied(connection: Connection, tenant_id: str, told: list[Any]) -> int:
    messages = [row["message_id"] for row in told if row["message_id"]]
    return _number(await connection.execute(_EMPTY, tenant_id, messages)) if messages else 0


def _number(answer: str) -> int:
    """How many a statement has deleted, as PostgreSQL tells it: DELETE 3."""
    return int(answer.rpartition(" ")[2])
