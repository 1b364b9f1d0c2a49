"""Preferred roles in PostgreSQL, written with the person whose they are."""

from collections.abc import Iterable, Iterator, Sequence

from rematch_common.contracts import CandidateChanged
from rematch_common.database import Connection
from rematch_ingest.domain.roles import Wish, wishes_of

Change = tuple[str, str, str | None, int]
"""A role, how it is shown, a place or none, and how many people more would like it (there)."""

_KNOWN = "SELECT role, title, place, hints FROM preferred_roles WHERE tenant_id = $1 AND candidate_id = $2"
_FORGET = "DELETE FROM preferred_roles WHERE tenant_id = $1 AND candidate_id = $2 RETURNING role, hints"
# Nobody waits for these lines, so no two savings wait for each other.
_CHANGE = """
INSERT INTO role_changes (role, display, hint, people)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[])
"""


async def note_roles(connection: Connection, candidate: CandidateChanged) -> None:
    """What roles a person would like, as of now. In the transaction in which the person is saved."""
    wishes = wishes_of(candidate)
    known = await connection.fetch(_KNOWN, candidate.tenant_id, candidate.candidate_id)
    if {(row["role"], row["title"], row["place"], tuple(row["hints"])) for row in known} == _as_noted(wishes):
        return
    await forget_roles(connection, candidate.tenant_id, candidate.candidate_id)
    who = (candidate.tenant_id, candidate.candidate_id)
    rows = [(*who, wish.role.slug, wish.title, wish.place, list(wish.hints)) for wish in wishes]
    await connection.executemany("INSERT INTO preferred_roles VALUES ($1, $2, $3, $4, $5, $6)", rows)
    await _change(connection, _changes(((w.role.slug, w.role.display, w.hints) for w in wishes), +1))


async def forget_roles(connection: Connection, tenant_id: str, candidate_id: str) -> None:
    """That the person is gone: nobody is searched for any more on their account."""
    gone = await connection.fetch(_FORGET, tenant_id, candidate_id)
    # How a role is shown is told by those who want it.
    await _change(connection, _changes(((row["role"], "", row["hints"]) for row in gone), -1))


def _as_noted(wishes: Sequence[Wish]) -> set[tuple[str, str, int, tuple[str, ...]]]:
    return {(wish.role.slug, wish.title, wish.place, wish.hints) for wish in wishes}


def _changes(told: Iterable[tuple[str, str, Sequence[str]]], people: int) -> Iterator[Change]:
    for role, display, hints in told:
        yield role, display, None, people
        for hint in hints:
            yield role, display, hint, people


async def _change(connection: Connection, changes: Iterable[Change]) -> None:
    rows = list(changes)
    if rows:
        await connection.execute(_CHANGE, *(list(column) for column in zip(*rows, strict=True)))
