"""A Qdrant server or cluster, by URL."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from uuid import UUID

import httpx
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from rematch_common.errors import DependencyAway
from rematch_match.adapters.nearest import Hit, first
from rematch_match.adapters.payload import MARKED, categories_sought, payload_of
from rematch_match.ports import Mark, Point, Query, Side, Where

# What Qdrant finds wrong with a request; a key it refuses or a collection that is gone are its own affairs.
_REQUEST = (400, 413, 422)
_FIELDS: dict[str, models.PayloadFieldSchema] = {
    # Points of one tenant lie together on the disk.
    "tenant": models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True),
    "skills": models.PayloadSchemaType.KEYWORD,
    "categories": models.PayloadSchemaType.KEYWORD,
    "posted_day": models.PayloadSchemaType.INTEGER,
}
# The same as the embedded engine's: bench/index says what these bring.
_GRAPH = models.HnswConfigDiff(m=16, ef_construct=128)
_LOOKED_AT = 512


class QdrantServerIndex:
    """See rematch_match.ports.VectorIndex. A collection a side and space, since vectors of two never meet."""

    def __init__(self, client: AsyncQdrantClient) -> None:
        self._client = client
        self._collections: set[str] = set()
        self._ready: set[str] = set()

    async def start(self) -> None:
        async with _translated():
            await self._look_around()

    async def stop(self) -> None:
        await self._client.close()

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        async with _translated():
            for space in sorted({point.vector.space for point in points}):
                mine = [point for point in points if point.vector.space == space]
                name = await self._collection(side, space, len(mine[0].vector.values))
                await self._client.upsert(name, [_struct(point) for point in mine], wait=True)

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        if not ids:
            return
        async with _translated():
            for name in await self._of(side):
                gone = models.PointIdsList(points=[str(point) for point in ids])
                await self._client.delete(name, gone, wait=True)

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        async with _translated():
            return [await self._nearest(side, query) for query in queries]

    async def count(self, side: Side) -> int:
        async with _translated():
            return sum([(await self._client.count(name, exact=True)).count for name in await self._of(side)])

    async def marks(self, side: Side, size: int) -> AsyncIterator[list[Mark]]:
        async with _translated():
            names = await self._of(side)
        for name in names:
            after: models.ExtendedPointId | None = None
            while True:
                async with _translated():
                    found, after = await self._client.scroll(name, limit=size, offset=after, with_payload=MARKED)
                yield [_mark(record, name) for record in found]
                if after is None:
                    break

    async def marks_of(self, side: Side, ids: Sequence[UUID]) -> list[Mark]:
        found: list[Mark] = []
        async with _translated():
            for name in await self._of(side):
                records = await self._client.retrieve(name, [str(one) for one in ids], with_payload=MARKED)
                found += [_mark(record, name) for record in records]
        return found

    async def name(self, model: str) -> None:
        """The aliases `jobs` and `candidates` lead to this model's collections; both move at once."""
        async with _translated():
            await self._look_around()
            wanted = {name.partition(".")[0]: name for name in self._collections if _is_of(name, model)}
            known = {alias.alias_name: alias.collection_name for alias in (await self._client.get_aliases()).aliases}
            moves = [(side, name) for side, name in sorted(wanted.items()) if known.get(side) != name]
            if moves:
                await self._client.update_collection_aliases([*_moved(moves, known)])

    async def _look_around(self) -> None:
        """Another replica may have made a collection since."""
        known = await self._client.get_collections()
        self._collections = {collection.name for collection in known.collections}

    async def _of(self, side: Side) -> list[str]:
        await self._look_around()
        return sorted(name for name in self._collections if name.startswith(f"{side}."))

    async def _nearest(self, side: Side, query: Query) -> list[str]:
        name = f"{side}.{query.vector.space}"
        if name not in self._collections:
            await self._look_around()
        if name not in self._collections:
            return []
        asked = query.limit + 1
        while (refs := first(await self._hits(name, query, asked), asked, query.limit)) is None:
            asked *= 4
        return refs

    async def _hits(self, name: str, query: Query, asked: int) -> list[Hit[str]]:
        found = await self._client.query_points(
            name,
            query=query.vector.values.tolist(),
            query_filter=_filter(query.where),
            limit=asked,
            with_payload=["ref"],
            search_params=models.SearchParams(hnsw_ef=max(_LOOKED_AT, asked)),
        )
        return [Hit(point.score, str(point.id), str(point.payload["ref"])) for point in found.points if point.payload]

    async def _collection(self, side: Side, space: str, dim: int) -> str:
        name = f"{side}.{space}"
        if name not in self._ready:
            await self._make_ready(name, dim)
            self._collections.add(name)
            self._ready.add(name)
        return name

    async def _make_ready(self, name: str, dim: int) -> None:
        """Another replica may be creating it at this moment: that is as good. Fields are known before the first point
        comes: edges of the graph that respect a filter are laid only for those."""
        params = models.VectorParams(size=dim, distance=models.Distance.DOT)
        if not await self._client.collection_exists(name):
            with contextlib.suppress(UnexpectedResponse):
                await self._client.create_collection(name, vectors_config=params, hnsw_config=_GRAPH)
        for field, kind in _FIELDS.items():
            await self._client.create_payload_index(name, field, kind, wait=True)


def _is_of(name: str, model: str) -> bool:
    """A space is a model and its dimension."""
    return name.partition(".")[2].rpartition(".")[0] == model


def _moved(moves: Sequence[tuple[str, str]], known: Mapping[str, str]) -> Iterator[models.AliasOperations]:
    for side, name in moves:
        if side in known:
            yield models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=side))
        yield models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=name, alias_name=side))


def _mark(record: models.Record, collection: str) -> Mark:
    payload = record.payload or {}
    space = collection.partition(".")[2]
    return Mark(UUID(str(record.id)), str(payload.get("ref")), int(payload.get("version", 0)), space)


def _struct(point: Point) -> models.PointStruct:
    return models.PointStruct(id=str(point.id), vector=point.vector.values.tolist(), payload=payload_of(point))


def _filter(where: Where) -> models.Filter | None:
    must: list[models.Condition] = []
    if where.tenant is not None:
        must.append(models.FieldCondition(key="tenant", match=models.MatchValue(value=where.tenant)))
    if where.skills:
        must.append(models.FieldCondition(key="skills", match=models.MatchAny(any=sorted(where.skills))))
    if where.categories:
        sought = models.MatchAny(any=categories_sought(where.categories))
        must.append(models.FieldCondition(key="categories", match=sought))
    if where.posted_since is not None:
        must.append(models.FieldCondition(key="posted_day", range=models.Range(gte=where.posted_since)))
    return models.Filter(must=must) if must else None


@contextlib.asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except UnexpectedResponse as error:
        if error.status_code in _REQUEST:
            raise
        raise DependencyAway("qdrant", f"answers {error.status_code}") from error
    except (ResponseHandlingException, ApiException, httpx.HTTPError, OSError) as error:
        raise DependencyAway("qdrant", f"{type(error).__name__} {error}") from error
