"""Points as rows of pgvector's tables, and what is asked of them."""

from collections.abc import Sequence

from rematch_match.adapters.payload import categories_kept, categories_sought
from rematch_match.ports import Point, Where

_COLUMNS = ("id", "ref", "version", "tenant", "skills", "categories", "posted_day", "vector")


def row(point: Point) -> tuple[object, ...]:
    known = (point.id, point.ref, point.version, point.tenant, sorted(point.skills))
    return (*known, categories_kept(point.categories), point.posted_day, point.vector.values.tolist())


def upsert(table: str, extension: str) -> str:
    again = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    values = f"$1, $2, $3, $4, $5, $6, $7, $8::real[]::{extension}.vector"
    return f"INSERT INTO {table} ({', '.join(_COLUMNS)}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {again}"


def asking(where: Where, table: str, extension: str) -> tuple[str, Sequence[object]]:
    """The nearest to the vector $1, at most $2, and what the filter's own arguments are."""
    terms: dict[str, object] = {}
    if where.tenant is not None:
        terms["tenant = ${}"] = where.tenant
    if where.skills:
        terms["skills && ${}::text[]"] = sorted(where.skills)
    if where.categories:
        terms["categories && ${}::text[]"] = categories_sought(where.categories)
    if where.posted_since is not None:
        terms["posted_day >= ${}"] = where.posted_since
    asked = [term.format(number) for number, term in enumerate(terms, 3)]
    among = f"WHERE {' AND '.join(asked)} " if asked else ""
    away = f"vector OPERATOR({extension}.<#>) $1::real[]::{extension}.vector"
    return f"SELECT id, ref, -({away}) AS score FROM {table} {among}ORDER BY {away} LIMIT $2", list(terms.values())
