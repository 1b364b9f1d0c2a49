"""The sealed side of candidates in PostgreSQL: nothing personal is in clear in any column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

import asyncpg
import orjson

from rematch_common.contracts import CandidateChanged
from rematch_common.database import Connection, Database
from rematch_ingest.adapters.postgres_preferred_roles import forget_roles
from rematch_ingest.domain.people import FACTS, Person, PersonId, Private
from rematch_ingest.ports.people import Revision, Wanted
from rematch_ingest.ports.sealing import PersonKey, Sealing, Unreadable

RECORD = "record"
Row: TypeAlias = asyncpg.Record
Sealed: TypeAlias = tuple[str, str, bytes, bytes]
"""Whose, the id of the key that wraps theirs, their key, and what it seals."""

_SEALED = "SELECT candidate_id, key_id, key, sealed, cv IS NOT NULL AS has_cv FROM people WHERE tenant_id = $1"
_LIVING = "SELECT * FROM candidates WHERE tenant_id = $1 AND erased_at IS NULL AND version > 0"
_KEEP = """
INSERT INTO people (tenant_id, candidate_id, key_id, key, sealed, touched_at)
SELECT $1, candidate_id, key_id, key, sealed, $6 FROM unnest($2::text[], $3::text[], $4::bytea[], $5::bytea[])
  AS p(candidate_id, key_id, key, sealed)
ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET
  key_id = excluded.key_id, key = excluded.key, sealed = excluded.sealed, touched_at = excluded.touched_at
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A person, and the key that their data is sealed with; None for one from before there was any."""

    person: Person
    key: PersonKey | None


class PostgresPeople:
    """See rematch_ingest.ports.people.People."""

    def __init__(self, database: Database, sealing: Sealing) -> None:
        self._database = database
        self._sealing = sealing

    async def one(self, who: PersonId) -> Person | None:
        tenant_id, candidate_id = who
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(f"{_LIVING} AND candidate_id = $2", tenant_id, candidate_id)
            found = await kept(connection, self._sealing, tenant_id, rows)
        return found[candidate_id].person if found else None

    async def some(self, tenant_id: str, wanted: Wanted) -> list[Person]:
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(
                f"{_LIVING} AND candidate_id > $2 AND ($3::text IS NULL OR facts ->> 'status' = $3) "
                "AND ($4::text IS NULL OR starts_with(candidate_id, $4)) ORDER BY candidate_id LIMIT $5",
                *(tenant_id, wanted.after, wanted.status, wanted.prefix, wanted.limit),
            )
            found = await kept(connection, self._sealing, tenant_id, rows, partly=True)
        return [found[row["candidate_id"]].person for row in rows]

    async def revisions(self, who: PersonId) -> list[Revision]:
        async with self._database.transaction([who[0]]) as connection:
            rows = await connection.fetch(
                "SELECT version, at, changed FROM candidate_versions "
                "WHERE tenant_id = $1 AND candidate_id = $2 ORDER BY version",
                *who,
            )
        return [Revision(row["version"], row["at"], tuple(row["changed"])) for row in rows]

    async def untouched(self, tenant_id: str, since: datetime, limit: int) -> Sequence[str]:
        async with self._database.transaction([tenant_id]) as connection:
            rows = await connection.fetch(
                "SELECT c.candidate_id FROM candidates c LEFT JOIN people p USING (tenant_id, candidate_id) "
                "WHERE c.tenant_id = $1 AND c.erased_at IS NULL AND c.version > 0 "
                "AND COALESCE(p.touched_at, c.updated_at) < $2 "
                "ORDER BY COALESCE(p.touched_at, c.updated_at) LIMIT $3",
                *(tenant_id, since, limit),
            )
        return [row["candidate_id"] for row in rows]


async def kept(
    connection: Connection, sealing: Sealing, tenant_id: str, rows: Collection[Row], *, partly: bool = False
) -> dict[str, Kept]:
    """The people of these rows of `candidates`, by id: see `opened`."""
    sealed = await beside(connection, tenant_id, [row["candidate_id"] for row in rows])
    return opened(sealing, rows, sealed, partly=partly)


async def beside(connection: Connection, tenant_id: str, ids: Sequence[str]) -> dict[str, Row]:
    """What is sealed of these people, as it is."""
    rows = await connection.fetch(f"{_SEALED} AND candidate_id = ANY ($2)", tenant_id, ids) if ids else []
    return {row["candidate_id"]: row for row in rows}


def opened(
    sealing: Sealing, rows: Collection[Row], sealed: Mapping[str, Row], *, partly: bool = False
) -> dict[str, Kept]:
    """Raises Unreadable, naming all who are, or gives of those what others know of them (`partly`)."""
    found: dict[str, Kept] = {}
    shut: dict[str, Unreadable] = {}
    for row in rows:
        candidate_id = row["candidate_id"]
        try:
            found[candidate_id] = _kept(sealing, row, sealed.get(candidate_id))
        except Unreadable as why:
            shut[candidate_id] = why
            found[candidate_id] = Kept(replace(_kept(sealing, row, None).person, unreadable=True), None)
    if shut and not partly:
        raise Unreadable(str(next(iter(shut.values()))), tuple(shut))
    return found


def _kept(sealing: Sealing, row: Row, beside: Row | None) -> Kept:
    facts = orjson.loads(row["facts"])
    told = CandidateChanged.model_validate({**facts, "version": row["version"], "updated_at": row["updated_at"]})
    key = PersonKey(beside["key_id"], beside["key"]) if beside else None
    private = Private(given=_facts_of(facts))
    if beside and key:
        private = Private.loaded(sealing.open(key, told.key, RECORD, beside["sealed"]))
    return Kept(Person(told, private, row["withdrawn_at"], bool(beside and beside["has_cv"])), key)


def _facts_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in FACTS}


def sealed_of(sealing: Sealing, known: Mapping[str, Kept | None], people: Sequence[Person]) -> list[Sealed]:
    """The sealed side of these people, each with their own key, wrapped by the present one."""
    return [_sealed(sealing, known.get(person.facts.candidate_id), person) for person in people]


def _sealed(sealing: Sealing, before: Kept | None, person: Person) -> Sealed:
    owner, old = person.facts.key, before.key if before else None
    key = sealing.renewed(old, owner) if old else sealing.new_key(owner)
    sealed = sealing.seal(key, owner, RECORD, person.private.dumped())
    return person.facts.candidate_id, key.key_id, key.wrapped, sealed


async def keep(connection: Connection, tenant_id: str, rows: Sequence[Sealed], now: datetime) -> None:
    """Write what was sealed of people of one tenant."""
    if rows:
        columns = (list(column) for column in zip(*rows, strict=True))
        await connection.execute(_KEEP, tenant_id, *columns, now)


async def forget(connection: Connection, tenant_id: str, candidate_id: str) -> int | None:
    """Destroy the person's key and all that was sealed with it, and every word about them. What stays is the id with
    the version that their tombstone has; None for who is unknown or was erased before."""
    version = await connection.fetchval(
        "UPDATE candidates SET facts = '{}', version = version + 1, erased_at = now(), withdrawn_at = NULL "
        "WHERE tenant_id = $1 AND candidate_id = $2 AND erased_at IS NULL AND version > 0 RETURNING version",
        *(tenant_id, candidate_id),
    )
    if version is None:
        return None
    await forget_roles(connection, tenant_id, candidate_id)
    for table in ("people", "candidate_versions"):
        await connection.execute(
            f"DELETE FROM {table} WHERE tenant_id = $1 AND candidate_id = $2", tenant_id, candidate_id
        )
    return int(version)
