"""A Qdrant server or cluster, by URL."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import httpx
from qdrant_client import AsyncQdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from rematch_common.errors import DependencyAway
from rematch_match.ports import Point, Query, Side

_TIMEOUT = 10


class QdrantServerIndex:
    """See rematch_match.ports.VectorIndex. A collection a side and model, since vectors of two models never meet."""

    def __init__(self, client: AsyncQdrantClient) -> None:
        self._client = client
        self._collections: set[str] = set()

    async def start(self) -> None:
        async with _translated():
            known = await self._client.get_collections()
        self._collections = {collection.name for collection in known.collections}

    async def stop(self) -> None:
        await self._client.close()

    async def put(self, side: Side, points: Sequence[Point]) -> None:
        async with _translated():
            for model in sorted({point.vector.model for point in points}):
                mine = [point for point in points if point.vector.model == model]
                name = await self._collection(side, model, len(mine[0].vector.values))
                await self._client.upsert(name, [_struct(point) for point in mine], wait=True)

    async def remove(self, side: Side, ids: Sequence[UUID]) -> None:
        if not ids:
            return
        async with _translated():
            for name in self._of(side):
                gone = models.PointIdsList(points=[str(point) for point in ids])
                await self._client.delete(name, gone, wait=True)

    async def nearest(self, side: Side, queries: Sequence[Query]) -> list[list[str]]:
        async with _translated():
            return [await self._nearest(side, query) for query in queries]

    async def count(self, side: Side) -> int:
        async with _translated():
            return sum([(await self._client.count(name, exact=True)).count for name in self._of(side)])

    def _of(self, side: Side) -> list[str]:
        return sorted(name for name in self._collections if name.startswith(f"{side}."))

    async def _nearest(self, side: Side, query: Query) -> list[str]:
        name = f"{side}.{query.vector.model}"
        if name not in self._collections:
            return []
        shares = models.FieldCondition(key="skills", match=models.MatchAny(any=sorted(query.skills)))
        found = await self._client.query_points(
            name,
            query=query.vector.values.tolist(),
            query_filter=models.Filter(must=[shares]),
            limit=query.limit,
            with_payload=["ref"],
        )
        return [str(point.payload["ref"]) for point in found.points if point.payload]

    async def _collection(self, side: Side, model: str, dim: int) -> str:
        name = f"{side}.{model}"
        if name not in self._collections:
            await self._create(name, dim)
            self._collections.add(name)
        return name

    async def _create(self, name: str, dim: int) -> None:
        """Another replica may be creating it at this moment: that is as good."""
        params = models.VectorParams(size=dim, distance=models.Distance.DOT)
        if not await self._client.collection_exists(name):
            with contextlib.suppress(UnexpectedResponse):
                await self._client.create_collection(name, vectors_config=params)
        tenant = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
        await self._client.create_payload_index(name, "tenant", tenant, wait=True)
        await self._client.create_payload_index(name, "skills", models.PayloadSchemaType.KEYWORD, wait=True)


def connect(url: str, api_key: str) -> AsyncQdrantClient:
    return AsyncQdrantClient(url, api_key=api_key or None, timeout=_TIMEOUT, check_compatibility=False)


def _struct(point: Point) -> models.PointStruct:
    payload: dict[str, object] = {"ref": point.ref, "skills": sorted(point.skills)}
    if point.tenant is not None:
        payload["tenant"] = point.tenant
    return models.PointStruct(id=str(point.id), vector=point.vector.values.tolist(), payload=payload)


@contextlib.asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except UnexpectedResponse as error:
        if error.status_code is not None and error.status_code < 500 and error.status_code != 429:
            raise
        raise DependencyAway("qdrant", f"answers {error.status_code}") from error
    except (ResponseHandlingException, ApiException, httpx.HTTPError, OSError) as error:
        raise DependencyAway("qdrant", f"{type(error).__name__} {error}") from error
