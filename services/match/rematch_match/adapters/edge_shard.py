"""One shard of Qdrant's own engine: made, opened, asked, and its errors in the pipeline's words."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import qdrant_edge as qdrant

from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_match.adapters.nearest import Hit
from rematch_match.adapters.payload import categories_sought, payload_of
from rematch_match.ports import Mark, Point, Query, Where

log = logger(__name__)
_VECTOR = "text"
# Before the first point: edges of the graph that respect a filter are laid only for fields known by then.
_FIELDS = {
    "tenant": qdrant.PayloadSchemaType.Keyword,
    "skills": qdrant.PayloadSchemaType.Keyword,
    "categories": qdrant.PayloadSchemaType.Keyword,
    "posted_day": qdrant.PayloadSchemaType.Integer,
}
# What of it a graph is worth: fewer vectors than that (in kB) are looked through faster than they are indexed.
_WORTH_A_GRAPH = 5_000
# bench/index says what these bring. Looked through instead of the graph is what a filter leaves fewer of (in kB).
_GRAPH = qdrant.HnswIndexConfig(m=16, ef_construct=128, full_scan_threshold=10_000)
_LOOKED_AT = 512
# What the engine says of itself and its machine; of a point or a query it speaks otherwise ("Vector dimension error").
_AWAY = ("Service runtime error", "Out of memory", "Operation cancelled", "Inconsistent storage")


def create(path: Path, dim: int) -> qdrant.EdgeShard:
    """A new one in an empty folder."""
    params = qdrant.EdgeVectorParams(size=dim, distance=qdrant.Distance.Dot)
    optimizers = qdrant.EdgeOptimizersConfig(indexing_threshold=_WORTH_A_GRAPH)
    config = qdrant.EdgeConfig(vectors={_VECTOR: params}, hnsw_config=_GRAPH, optimizers=optimizers)
    shard = qdrant.EdgeShard.create(str(path), config)
    for name, kind in _FIELDS.items():
        shard.update(qdrant.UpdateOperation.create_field_index(name, kind))
    shard.flush()
    return shard


def load(path: Path) -> qdrant.EdgeShard:
    """One that is there."""
    try:
        return qdrant.EdgeShard.load(str(path))
    except Exception as error:
        if "WouldBlock" in str(error):
            raise BlockingIOError("another process has the index open; only one match may run on it") from error
        raise


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """The engine raises nothing but plain exceptions, that differ by their first words. No retry says the reason."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, OSError) and not str(error).startswith(_AWAY):
            raise
        log.warning("qdrant's engine does not work here", reason=str(error))
        raise DependencyAway("qdrant", str(error)) from error


def hits(shard: qdrant.EdgeShard, query: Query, asked: int) -> list[Hit[int]]:
    """The nearest of those that the query asks for, by their ids as numbers: those are quickly looked up."""
    found = shard.query(
        qdrant.QueryRequest(
            asked,
            query=qdrant.Query.Nearest(query.vector.values.tolist(), using=_VECTOR),
            filter=_filter(query.where),
            with_payload=False,
            params=qdrant.SearchParams(hnsw_ef=max(_LOOKED_AT, asked)),
        )
    )
    return [Hit(point.score, one.int, one.int) for point in found if isinstance(one := point.id, UUID)]


def mark(record: qdrant.Record, space: str) -> Mark:
    """What the engine knows of one of its points."""
    payload = record.payload or {}
    return Mark(UUID(str(record.id)), str(payload.get("ref")), int(payload.get("version", 0)), space)


def edge_point(point: Point) -> qdrant.Point:
    """The point as the engine takes it."""
    return qdrant.Point(point.id, {_VECTOR: point.vector.values.tolist()}, payload_of(point))


def _filter(where: Where) -> qdrant.Filter | None:
    must: list[qdrant.FieldCondition] = []
    if where.tenant is not None:
        must.append(qdrant.FieldCondition("tenant", match=qdrant.MatchValue(where.tenant)))
    if where.skills:
        must.append(qdrant.FieldCondition("skills", match=qdrant.MatchAny(sorted(where.skills))))
    if where.categories:
        must.append(qdrant.FieldCondition("categories", match=qdrant.MatchAny(categories_sought(where.categories))))
    if where.posted_since is not None:
        must.append(qdrant.FieldCondition("posted_day", range=qdrant.RangeFloat(gte=where.posted_since)))
    return qdrant.Filter(must=[*must]) if must else None
