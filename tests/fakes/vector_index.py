"""A vector index in memory: every vector is looked at."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from rematch_match.ports import Mark, Point, Query, Side, Where


class FakeVectorIndex:
    """See rematch_match.ports.VectorIndex."""

    def __init__(self) -> None:
        self._points: dict[tuple[Side, str, UUID], Point] = {}

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        self._points |= {(side, point.vector.space, point.id): point for point in points}

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        self._points = {key: p for key, p in self._points.items() if key[0] != side or key[2] not in ids}

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        return [self._nearest(side, query) for query in queries]

    async def count(self, side: Side) -> int:
        return sum(of == side for of, _, _ in self._points)

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        marks = [point.mark for (of, _, _), point in self._points.items() if of == side]
        for start in range(0, len(marks), size):
            yield marks[start : start + size]

    async def marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        return [point.mark for (of, _, id_), point in self._points.items() if of == side and id_ in ids]

    def _nearest(self, side: Side, query: Query) -> list[str]:
        found = [
            (-(point.vector.cosine(query.vector) or 0.0), point.id, point.ref)
            for (of, space, _), point in self._points.items()
            if of == side and space == query.vector.space and asked_for(point, query.where)
        ]
        return [ref for _, _, ref in sorted(found)][: query.limit]


def asked_for(point: Point, where: Where) -> bool:
    return (
        where.tenant in (None, point.tenant)
        and (not where.skills or bool(point.skills & where.skills))
        and (not where.categories or not point.categories or bool(point.categories & where.categories))
        and (where.posted_since is None or (point.posted_day is not None and point.posted_day >= where.posted_since))
    )
