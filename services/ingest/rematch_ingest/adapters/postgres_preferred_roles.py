"""Preferred roles in PostgreSQL, written with the person whose they are."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rematch_common.database import Connection
from rematch_ingest.adapters.role_room import Person, Room, Wishes, within
from rematch_ingest.domain.roles import Wish

Noted = tuple[str, str, int, tuple[str, ...]]
Change = tuple[str, str, str | None, int]
"""A role, how it is shown, a place or none, and how many people more would like it (there)."""

_KNOWN = """
SELECT p.tenant_id, p.candidate_id, p.role, p.title, p.place, p.hints FROM preferred_roles p
JOIN unnest($1::text[], $2::text[]) AS w(tenant_id, candidate_id) USING (tenant_id, candidate_id)
"""
_FORGET = """
DELETE FROM preferred_roles p USING unnest($1::text[], $2::text[]) AS w(tenant_id, candidate_id)
WHERE (p.tenant_id, p.candidate_id) = (w.tenant_id, w.candidate_id) RETURNING p.role, p.hints
"""
# Places of a person as one text: unnest takes lists of lists apart to the last.
_NOTE = """
INSERT INTO preferred_roles
SELECT tenant_id, candidate_id, role, title, place, string_to_array(hints, E'\\n')
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[])
  AS w(tenant_id, candidate_id, role, title, place, hints)
"""
# Nobody waits for these lines, so no two savings wait for each other.
_CHANGE = """
INSERT INTO role_changes (role, display, hint, people)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[])
"""


async def note_wishes(connection: Connection, wishes: Wishes, room: Room) -> None:
    """What roles these people would like, as of now. In the transaction in which they are saved."""
    wanted = await within(connection, wishes, room)
    known: dict[Person, set[Noted]] = {}
    for row in await connection.fetch(_KNOWN, *_columns(wanted, 2)):
        noted = (row["role"], row["title"], row["place"], tuple(row["hints"]))
        known.setdefault((row["tenant_id"], row["candidate_id"]), set()).add(noted)
    changed = {who: wishes for who, wishes in wanted.items() if _as_noted(wishes) != known.get(who, set())}
    await _forget(connection, [who for who in changed if who in known])
    rows = [
        (*who, wish.role.slug, wish.title, wish.place, "\n".join(wish.hints))
        for who, wishes in changed.items()
        for wish in wishes
    ]
    if rows:
        await connection.execute(_NOTE, *_columns(rows, 6))
    told = ((wish.role.slug, wish.role.display, wish.hints) for wishes in changed.values() for wish in wishes)
    await _change(connection, _changes(told, +1))


async def forget_roles(connection: Connection, tenant_id: str, candidate_id: str) -> None:
    """That the person is gone: nobody is searched for any more on their account."""
    await _forget(connection, [(tenant_id, candidate_id)])


async def _forget(connection: Connection, people: Sequence[Person]) -> None:
    gone = await connection.fetch(_FORGET, *_columns(people, 2)) if people else ()
    # How a role is shown is told by those who want it.
    await _change(connection, _changes(((row["role"], "", row["hints"]) for row in gone), -1))


def _columns(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    listed = list(rows)
    return [[row[at] for row in listed] for at in range(width)]


def _as_noted(wishes: Sequence[Wish]) -> set[Noted]:
    return {(wish.role.slug, wish.title, wish.place, wish.hints) for wish in wishes}


def _changes(told: Iterable[tuple[str, str, Sequence[str]]], people: int) -> Iterator[Change]:
    for role, display, hints in told:
        yield role, display, None, people
        for hint in hints:
            yield role, display, hint, people


async def _change(connection: Connection, changes: Iterable[Change]) -> None:
    rows = list(changes)
    if rows:
        await connection.execute(_CHANGE, *_columns(rows, 4))
