"""One shard of Qdrant's own engine: made, opened, asked, and its errors in the pipeline's words."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import qdrant_edge as qdrant

from rematch_common.errors import DependencyAway
from rematch_common.logs import logger
from rematch_match.adapters.nearest import Hit
from rematch_match.ports import Mark, Point, Query, Where

log = logger(__name__)
_VECTOR = "text"
MARKED = ["ref", "version"]
# What the engine says of itself and its machine; of a point or a query it speaks otherwise ("Vector dimension error").
_AWAY = ("Service runtime error", "Out of memory", "Operation cancelled", "Inconsistent storage")


def create(path: Path, draft: Path, dim: int) -> qdrant.EdgeShard:
    """Made beside its place and moved there whole: what a killed process leaves unfinished can't be opened again."""
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    params = qdrant.EdgeVectorParams(size=dim, distance=qdrant.Distance.Dot)
    shard = qdrant.EdgeShard.create(str(draft), qdrant.EdgeConfig(vectors={_VECTOR: params}))
    # Before the first point: edges of the graph that respect a filter are laid only for fields known by then.
    for name in ("tenant", "skills"):
        shard.update(qdrant.UpdateOperation.create_field_index(name, qdrant.PayloadSchemaType.Keyword))
    shard.flush()
    shard.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.rename(path)
    return load(path)


def load(path: Path) -> qdrant.EdgeShard:
    """Opened, and brought into the shape in which it is searched fastest."""
    try:
        shard = qdrant.EdgeShard.load(str(path))
    except Exception as error:
        if "WouldBlock" in str(error):
            raise BlockingIOError("another process has the index open; only one match may run on it") from error
        raise
    try:
        shard.optimize()
    except Exception as error:  # it needs room for a copy; without, searches are right and slower
        log.warning("index not optimized", reason=str(error))
    return shard


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


def hits(shard: qdrant.EdgeShard, query: Query, asked: int) -> list[Hit]:
    """The nearest among those for whom the query asks."""
    found = shard.query(
        qdrant.QueryRequest(
            asked,
            query=qdrant.Query.Nearest(query.vector.values.tolist(), using=_VECTOR),
            filter=_filter(query.where),
            with_payload=["ref"],
        )
    )
    return [Hit(point.score, str(point.id), str(point.payload["ref"])) for point in found if point.payload]


def _filter(where: Where) -> qdrant.Filter | None:
    must: list[Any] = []
    if where.tenant is not None:
        must.append(qdrant.FieldCondition("tenant", match=qdrant.MatchValue(where.tenant)))
    if where.skills:
        must.append(qdrant.FieldCondition("skills", match=qdrant.MatchAny(sorted(where.skills))))
    return qdrant.Filter(must=must) if must else None


def mark(record: qdrant.Record, space: str) -> Mark:
    """What the engine knows of one of its points."""
    payload = record.payload or {}
    return Mark(UUID(str(record.id)), str(payload.get("ref")), int(payload.get("version", 0)), space)


def edge_point(point: Point) -> qdrant.Point:
    """The point as the engine takes it."""
    payload: dict[str, object] = {"ref": point.ref, "version": point.version, "skills": sorted(point.skills)}
    if point.tenant is not None:
        payload["tenant"] = point.tenant
    return qdrant.Point(point.id, {_VECTOR: point.vector.values.tolist()}, payload)
