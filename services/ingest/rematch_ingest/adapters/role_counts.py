"""What people's wishes add up to: the roles of the queue, and the places where they are wanted."""

from collections.abc import Sequence
from datetime import datetime

from rematch_common.database import Connection
from rematch_ingest.adapters.postgres_alerts import end_all_of
from rematch_ingest.adapters.postgres_categories import hold_categories, known_categories
from rematch_ingest.domain.categories import catalogue, category_of
from rematch_ingest.domain.urgency import HEAD_START

# One at a time: two that add up the same lines in another order would wait in a circle.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('rematch.ingest.role_counts', 0))"
_TAKE = "DELETE FROM role_changes RETURNING seq, role, display, hint, people"
_COUNT = """
INSERT INTO scrape_queue AS known (role, display, candidate_count, waiting_since, not_before)
SELECT role, display, people, $4::timestamptz - $5::interval, $4
FROM unnest($1::text[], $2::text[], $3::int[]) AS c(role, display, people) ORDER BY role
ON CONFLICT (role) DO UPDATE SET candidate_count = known.candidate_count + excluded.candidate_count
"""
_PLACE = """
INSERT INTO role_places AS known (role, hint, people)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) AS c(role, hint, people)
ON CONFLICT (role, hint) DO UPDATE SET people = known.people + excluded.people
"""
# Not under the hands of who scrapes it: the end of its round looks again.
_LEAVE = "DELETE FROM scrape_queue WHERE candidate_count <= 0 AND status <> 'scraping' RETURNING role"
_UNSORTED = "SELECT queue_id, display FROM scrape_queue WHERE category IS NULL LIMIT 1000"


async def add_up(connection: Connection, now: datetime) -> None:
    """Bring the queue to what people want now."""
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM role_changes)"):
        return
    await hold_categories(connection)
    await connection.execute(_TURN)
    rows = await connection.fetch(_TAKE)
    roles: dict[str, tuple[str, int]] = {}
    places: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        if row["hint"] is None:
            shown, people = roles.get(row["role"], ("", 0))
            roles[row["role"]] = (shown or row["display"], people + row["people"])
        else:
            place = (row["role"], row["hint"])
            places[place] = places.get(place, 0) + row["people"]
    await _count(connection, roles, now)
    if places:
        columns = [[role for role, _ in places], [hint for _, hint in places], list(places.values())]
        await connection.execute(_PLACE, *columns)
        await connection.execute("DELETE FROM role_places WHERE people <= 0")
    await leave(connection, now)
    await sort_roles(connection)


async def _count(connection: Connection, roles: dict[str, tuple[str, int]], now: datetime) -> None:
    shown, people = [shown for shown, _ in roles.values()], [people for _, people in roles.values()]
    await connection.execute(_COUNT, list(roles), shown, people, now, HEAD_START)


async def leave(connection: Connection, now: datetime) -> None:
    """Roles that nobody wants any more go, and with them what operators were told of them."""
    gone = [row["role"] for row in await connection.fetch(_LEAVE)]
    for role in gone:
        await end_all_of(connection, role, now)


async def sort_roles(connection: Connection) -> None:
    """Every role of the queue to the category that it belongs to."""
    unsorted = await connection.fetch(_UNSORTED)
    if not unsorted:
        return
    known = catalogue(await known_categories(connection))
    sorted_: Sequence[tuple[int, str]] = [(row["queue_id"], category_of(row["display"], known)) for row in unsorted]
    await connection.executemany("UPDATE scrape_queue SET category = $2 WHERE queue_id = $1", sorted_)
