"""The ledger of tellings in PostgreSQL.

Who holds what was said, and who moves what was said of merged openings, keep out of each other's way by a lock, so
that nothing is held for an opening that has just gone into another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from rematch_common.database import Connection, Database
from rematch_notify.adapters import merging
from rematch_notify.domain.items import Item, MatchItem
from rematch_notify.domain.tellings import Pair, Telling, Word
from rematch_notify.ports.tellings import Reach, Told

ITEM: TypeAdapter[Item] = TypeAdapter(Item)
# Whoever delivers says when a subscription's next turn is by what waits for it then: it must not look while something
# is being written that it can't see yet. Taken before any telling, as it takes them. A subscription goes with its turn.
_TURNS_HELD = """
SELECT tenant_id, subscription_id FROM turns
WHERE (tenant_id, subscription_id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
ORDER BY tenant_id, subscription_id FOR UPDATE
"""
# Under 0 stands what was said of an opening before it went into this one.
_NEWER = "(said.version > t.version OR (said.version = 0 AND t.version = 0))"
# In a message that did not arrive and waits to be tried again.
_TRIED = """(t.state = 'taken' AND EXISTS (SELECT FROM messages m WHERE m.tenant_id = t.tenant_id
    AND m.message_id = t.message_id AND m.state = 'sending' AND m.leased_until IS NULL))"""
_WITHDRAW = f"""
UPDATE tellings t SET state = 'withdrawn', version = said.version, changed_at = now()
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[]) AS said (tenant_id, candidate_id, job_id, version)
WHERE t.tenant_id = said.tenant_id AND t.candidate_id = said.candidate_id AND t.job_id = said.job_id
  AND (t.state = 'waiting' OR {_TRIED}) AND {_NEWER}
  AND NOT EXISTS (SELECT FROM unnest($5::text[], $6::uuid[], $7::text[], $8::uuid[]) AS fit (tenant, subscription,
    candidate, job) WHERE fit.tenant = t.tenant_id AND fit.subscription = t.subscription_id
    AND fit.candidate = t.candidate_id AND fit.job = t.job_id)
"""
_WAIT = f"""
INSERT INTO tellings AS t (tenant_id, subscription_id, candidate_id, job_id, match_id, version, score, body, due_at,
  traceparent, state, changed_at)
SELECT *, now() FROM unnest($1::text[], $2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::bigint[],
  $7::real[], $8::jsonb[], $9::timestamptz[], $10::text[], $11::text[])
ON CONFLICT (tenant_id, subscription_id, candidate_id, job_id) DO UPDATE SET match_id = excluded.match_id,
  version = excluded.version, score = excluded.score, body = excluded.body, state = excluded.state, message_id = NULL,
  traceparent = excluded.traceparent,
  due_at = CASE WHEN t.state = 'waiting' THEN t.due_at ELSE excluded.due_at END, changed_at = excluded.changed_at
WHERE t.state IN ('waiting', 'withdrawn', 'undeliverable') AND {_NEWER.replace("said", "excluded")}
RETURNING tenant_id, subscription_id, due_at, state
"""
_TURN = """
WITH due AS (SELECT tenant_id, subscription_id, min(at) AS at FROM unnest($1::text[], $2::uuid[], $3::timestamptz[])
  AS one (tenant_id, subscription_id, at) GROUP BY 1, 2)
UPDATE turns t SET next_at = LEAST(t.next_at, due.at) FROM due
WHERE t.tenant_id = due.tenant_id AND t.subscription_id = due.subscription_id
  AND (t.next_at IS NULL OR t.next_at > due.at)
"""
_OF_PERSON = """
SELECT t.*, s.subscriber, s.channel FROM tellings t JOIN subscriptions s USING (tenant_id, subscription_id)
WHERE t.tenant_id = $1 AND t.candidate_id = $2 ORDER BY t.changed_at DESC, t.subscription_id, t.job_id
"""
_OF_OPENING = """
SELECT min(changed_at) FILTER (WHERE state = 'told') AS first_at, count(*) FILTER (WHERE state = 'told') AS told,
  count(*) FILTER (WHERE state IN ('waiting', 'taken')) AS waiting
FROM tellings WHERE tenant_id = $1 AND job_id = coalesce((SELECT into_id FROM merges WHERE job_id = $2), $2)
"""


class PostgresTellings:
    """See rematch_notify.ports.tellings.Tellings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def merge(self, merges: Mapping[UUID, UUID]) -> None:
        async with self._database.transaction() as connection:
            await merging.merge(connection, merges)

    async def forget_openings(self, jobs: Sequence[UUID]) -> None:
        await self._database.execute("DELETE FROM merges WHERE job_id = ANY ($1) OR into_id = ANY ($1)", jobs)

    async def hold(self, words: Sequence[Word]) -> None:
        async with self._database.transaction({word.pair[0] for word in words}) as connection:
            await connection.execute(merging.KEEP)
            into = await merging.canonical(connection, {word.pair[2] for word in words})
            said = _last_words(words, into)
            fits = await _still_there(connection, [fit for word in said for fit in word.fits])
            spoken = _columns([(*word.pair, word.version) for word in said], 4)
            await connection.execute(_WITHDRAW, *spoken, *_columns([_key(fit) for fit in fits], 4))
            await _wait(connection, fits)

    async def raise_alerts(self, tellings: Sequence[Telling]) -> None:
        async with self._database.transaction({one.tenant_id for one in tellings}) as connection:
            await _wait(connection, await _still_there(connection, tellings))

    async def count_as_told(self, until: datetime) -> None:
        async with self._database.transaction() as connection:
            tenants = {row["tenant_id"] for row in await connection.fetch("SELECT DISTINCT tenant_id FROM turns")}
        async with self._database.transaction(tenants) as connection:
            await connection.execute(
                "UPDATE tellings SET state = 'told', changed_at = now() WHERE state = 'waiting' AND due_at < $1", until
            )

    async def of_person(self, tenant_id: str, candidate_id: str) -> Sequence[Told]:
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(_OF_PERSON, tenant_id, candidate_id)
        return [
            Told(
                (tenant_id, row["subscription_id"]),
                *(row["subscriber"], row["channel"], candidate_id),
                *(ITEM.validate_python(orjson.loads(row["body"])), row["state"], row["changed_at"]),
            )
            for row in rows
        ]

    async def of_opening(self, tenant_id: str, job_id: UUID) -> Reach:
        async with self._database.transaction([tenant_id]) as connection:
            [row] = await connection.fetch(_OF_OPENING, tenant_id, job_id)
        return Reach(row["first_at"], row["told"], row["waiting"])


def _last_words(words: Sequence[Word], into: Mapping[UUID, UUID]) -> list[Word]:
    """One about each pair, merges followed: what is said of an opening itself counts more than what was said of one
    that went into it."""
    last: dict[Pair, Word] = {}
    for word in words:
        (tenant_id, candidate_id, job_id), version = word.pair, word.version
        if (now := into.get(job_id)) is not None:
            job_id, version = now, 0
        fits = [replace(fit, job_id=job_id, version=version) for fit in word.fits]
        followed = Word((tenant_id, candidate_id, job_id), version, fits)
        if version >= last.get(followed.pair, followed).version:
            last[followed.pair] = followed
    return list(last.values())


async def _still_there(connection: Connection, fits: Sequence[Telling]) -> list[Telling]:
    """Those whose subscription is there, and stays until the transaction ends; in the one order of all writers."""
    refs = sorted({fit.ref for fit in fits})
    there = {(row[0], row[1]) for row in await connection.fetch(_TURNS_HELD, *_columns(refs, 2))}
    return sorted((fit for fit in fits if fit.ref in there), key=_key)


async def _wait(connection: Connection, tellings: Sequence[Telling]) -> None:
    rows = [_row(one) for one in tellings]
    held = await connection.fetch(_WAIT, *_columns(rows, 11))
    await connection.execute(_TURN, *_columns([tuple(row)[:3] for row in held if row["state"] == "waiting"], 3))


def _row(one: Telling) -> tuple[Any, ...]:
    match_id = one.item.match_id if isinstance(one.item, MatchItem) else None
    body = one.item.model_dump_json(exclude_none=True)
    return *_key(one), match_id, one.version, one.score, body, one.due_at, one.traceparent, one.state


def _key(one: Telling) -> tuple[str, UUID, str, UUID]:
    return *one.ref, one.candidate_id, one.job_id


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
