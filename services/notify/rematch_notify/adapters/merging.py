"""Openings that became one: what was told of one was told of the other. Within the caller's transaction."""

from collections.abc import Collection, Mapping
from uuid import UUID

from rematch_common.database import Connection

_LOCK = "hashtextextended('notify.merges', 0)"
# Taken by whoever holds what was said: until its transaction ends nothing is merged.
KEEP = f"SELECT pg_advisory_xact_lock_shared({_LOCK})"
_ALONE = f"SELECT pg_advisory_xact_lock({_LOCK})"
# An opening that was merged names no tenant: it is moved for all who have subscriptions.
ALL_TENANTS = "SELECT set_config('rematch.tenants', COALESCE(string_agg(DISTINCT tenant_id, ','), ''), true) FROM turns"
_CANONICAL = "SELECT job_id, into_id FROM merges WHERE job_id = ANY ($1)"
_NOTE = "INSERT INTO merges (job_id, into_id) VALUES ($1, $2) ON CONFLICT (job_id) DO NOTHING"
_FOLLOW = "UPDATE merges SET into_id = $2 WHERE into_id = $1"
_STRONG = "('taken', 'told', 'summed')"
_SAME = """n.tenant_id = o.tenant_id AND n.subscription_id = o.subscription_id AND n.candidate_id = o.candidate_id
  AND o.job_id = $1 AND n.job_id = $2"""
# What was told of the one need not be told of the other; what waits for both waits once. Where both were told, the
# former stays as it is: it says so for itself.
_DROP_NEW = f"""
DELETE FROM tellings n USING tellings o WHERE {_SAME} AND o.state IN {_STRONG} AND n.state NOT IN {_STRONG}
"""
_DROP_OLD = f"DELETE FROM tellings o USING tellings n WHERE {_SAME} AND o.state NOT IN {_STRONG}"
# A message that is on its way says what it said; and what was told was told when it was, by which caps count it and
# erasures take it. Its version was that of another pair.
_MOVE = f"""
UPDATE tellings o SET job_id = $2, version = 0,
  body = CASE WHEN state = 'taken' THEN body ELSE body - 'version' || jsonb_build_object('job_id', $2::uuid) END
WHERE job_id = $1 AND NOT EXISTS (SELECT FROM tellings n WHERE {_SAME})
"""


async def canonical(connection: Connection, jobs: Collection[UUID]) -> dict[UUID, UUID]:
    """Of those of these openings that were merged, where they are now."""
    rows = await connection.fetch(_CANONICAL, list(jobs))
    return {row["job_id"]: row["into_id"] for row in rows}


async def merge(connection: Connection, merges: Mapping[UUID, UUID]) -> None:
    await connection.execute(_ALONE)
    await connection.execute(ALL_TENANTS)
    for job_id, told in merges.items():
        into = (await canonical(connection, [told])).get(told, told)
        if into == job_id:  # two that are said to have gone into each other stay as they are
            continue
        await connection.execute(_NOTE, job_id, into)
        await connection.execute(_FOLLOW, job_id, into)
        for statement in (_DROP_NEW, _DROP_OLD, _MOVE):
            await connection.execute(statement, job_id, into)
